"""A month of four sites, simulated: the real service on a real PostgreSQL, with a clock that jumps from event to event.

Only Twilio and HTTP are left out: `exchange.Exchange` has the methods of `app.telephony.client.Telephone`, and tells
the switchboard what becomes of each call by the entry points that the webhooks use.
"""
