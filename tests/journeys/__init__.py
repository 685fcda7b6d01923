"""The journeys, told as people live them: all through real HTTP and the practice exchange, the clock moved by hand.

1. Somebody rings in: the short call, and a call-back is booked.
2. Her site is busy, and another answers; the call-back stays at home.
3. We ring her: the start-up interview.
4. The form arrives.
5. She speaks little English, and an interpreter joins.
6. She uses a textphone, a relay or the typed page.
7. She will not, or cannot, use the telephone, and is seen face to face.
"""
