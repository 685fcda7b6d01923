"""The pages for people, with their templates and what they are drawn with.

pages.py has the handset, the desk telephones, the text messages and the post room; calls.py shows each call to
developers, and faults.py is where a bad day is made.
"""
