"""What happens next: what each event of a call, a call-back or a typed start-up leads to, and the matcher.

**Everything is locked in one order**, so that no two ever wait for each other:

1. the claim, the texted number, the typed conversation
2. the caller's call
3. the call-back; of several, by id
4. the demand, its offer
5. the adviser's presence; of several, the lower number first
6. the leg, the connection
7. the days of the diary, in the order of their names
8. what is new: audit, texts, letters, jobs

Whoever wants something of a lower number takes it before what he has, or first gives that back: so a tick that may
need the diary does each call-back in a transaction of its own. A demand is looked for only when its call-back is
locked, or one that is just being put into the line is not seen. The matcher locks demand and adviser the other way
round as it goes from one to the next, and therefore never waits: what is in another's hands is left for its next pass.
"""
