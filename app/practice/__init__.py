"""The practice exchange: a stand-in for Twilio, with a handset, desk telephones and a post room.

A program in its own right. It meets the service only over HTTP, as Twilio does: REST requests come in,
signed webhooks go out. It knows nothing of claimants or sites, and nothing of the service imports it.

    exchange.py    the exchange itself, and the door for tests
    calls/         calls, the telephones at their far ends, conferences, recordings
    twiml/         the service's documents, and playing them
    webhooks/      what is sent to the service
    rest/          what the service asks for
    pages/         the handset, the desk telephones and the post room
    browser/       telephones in a browser
    crowd/         invented people who ring and work
    faults.py      bad days: webhooks that come late or twice, answers that are lost

The first four need each other. They do not know rest/, pages/, browser/ or crowd/.
"""
