"""The REST interface, one module for each resource; interface.py is the way in.

Imitated of Twilio's API of 2010-04-01, each resource with every field of its description:

    Calls                  create (Url, Twiml or ApplicationSid), fetch, list, update, delete; their Notifications
    Conferences            fetch, list, update
      Participants         create (by the conference's SID or name), fetch, list, update, delete; by call SID or label
    Queues, Members        create, fetch, list, update, delete; dequeue by call SID or `Front`
    Recordings             of calls (create too), of conferences, and all; `Twilio.CURRENT`
    Messages               create (SendAt too), fetch, list, update (cancel, blot out), delete
    IncomingPhoneNumbers   fetch, list, update
    Applications           create, fetch, list, update, delete

A parameter that is misspelt is refused with 20001, and so is one that Twilio takes and this exchange does not imitate:
nothing is ignored. Other resources are not found. Conferences of which only one waits are `init`, and cannot be ended.
"""
