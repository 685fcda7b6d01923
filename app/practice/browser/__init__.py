"""The browser telephones: the part of Twilio that signals to a real browser and carries its sound."""
