"""The practice exchange: a stand-in for Twilio on this machine. It meets the service only over HTTP."""
