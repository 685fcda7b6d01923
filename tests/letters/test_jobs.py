"""Jobs that were looked at together stand in the covering letter, and only there."""

import json
from dataclasses import replace

from app.letters.claim_letter import lay_out
from app.letters.pack import Job
from app.letters.service import render
from tests.letters import packs

CLEANER = Job("Office cleaner", "Invented Offices", "Taunton", "£12.60 an hour", "16 hours", "01632 960201")


def test_each_job_is_told_with_whom_to_ask_in_every_language_of_the_letter() -> None:
    pack = replace(packs.PLAIN, jobs=(CLEANER,), language="both", choice_is_theirs=True)
    whole = json.dumps(lay_out(pack), ensure_ascii=False)
    assert "Office cleaner, Invented Offices, Taunton. £12.60 an hour, 16 hours. Contact: 01632 960201" in whole
    assert "Cysylltu: 01632 960201" in whole
    assert "Whether you do is your own choice." in whole
    assert "Whether you do" not in json.dumps(lay_out(replace(pack, choice_is_theirs=False)))
    assert "Jobs we looked at" not in json.dumps(lay_out(replace(pack, jobs=())))


def test_a_letter_with_as_many_and_as_long_jobs_as_may_be_fits_the_post() -> None:
    long = Job(*("Imagined " * 13,) * 6)
    assert render(replace(packs.PLAIN, jobs=(long,) * 6, large_print=True)).letters
