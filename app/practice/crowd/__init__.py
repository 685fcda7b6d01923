"""A crowd of invented people who ring the service and work its console, over the same doors that people use.

claimants.py and advisers.py are the people, each a small machine that is told the time and how its telephone is, and
does the next thing; doors.py are the handsets and desk telephones of the exchange and the browser; crowd.py has the
people come and go; kinds.yaml and facts.yaml say who they are. Nothing here knows the service but by its pages.
"""
