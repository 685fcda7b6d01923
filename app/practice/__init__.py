"""The practice exchange: a stand-in for Twilio, with a handset, desk telephones and a post room.

A program in its own right. It meets the service only over HTTP, as Twilio does: REST requests come in,
signed webhooks go out. It knows nothing of claimants or sites, and nothing of the service imports it.
"""
