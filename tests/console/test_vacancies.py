"""Jobs looked for together in the call, and sent with the letter."""

from datetime import datetime

from app.claims import service as claims
from app.letters import service as letters
from app.vacancies import service as vacancies
from tests.console.office import Office

JOBS = """title,place,wage,hours,employer,contact
Office cleaner,Taunton,£12.60 an hour,16 hours,Invented Offices,01632 960201
Cleaning supervisor,Yeovil,£14 an hour,30 hours,Invented Cleaning,01632 960204
"""


def test_jobs_are_searched_and_sent_until_the_letter_is_printed(office: Office, now: datetime) -> None:
    here = f"/people/{office.reference}/vacancies"
    # Given no vacancies at all, the page says so
    assert "No vacancies have been taken in yet." in office.ann.see(here)
    with office.database.transaction() as session:
        assert vacancies.load(session, "jobs.csv", JOBS.encode(), now) == []

    # When she would clean in Taunton, and the one job there is sent
    page = office.ann.see(f"{here}?work=cleaner&place=Taunton")
    assert "Office cleaner" in page
    assert "Cleaning supervisor" not in page
    ticked = page.split('name="vacancy" type="checkbox" value="')[1].split('"')[0]
    assert office.ann.send(here, work="cleaner").status_code == 422
    assert "They go with the letter." in office.ann.sends(here, vacancy=ticked)

    # Then it stands there, and can be taken out and sent again
    assert "any more" in office.ann.sends(here, out=ticked)
    office.ann.sends(here, vacancy=ticked)
    # And once the letter is printed nothing more goes with it
    with office.database.transaction() as session:
        [claim] = claims.of_claimant(session, office.claimant_id)
        letter = letters.want(session, "claim_pack", office.claimant_id, now, claim_id=claim.id)
        assert [one.title for one in vacancies.chosen_for(session, claim.id)] == ["Office cleaner"]
        letter.state = "printed"
    assert office.ann.send(here, vacancy=ticked).status_code == 422
    assert "printed already" in office.ann.see(f"{here}?work=cleaner")
    # And a file that could not be taken in is told of
    with office.database.transaction() as session:
        vacancies.load(session, "wrong.csv", b"title\n", now)
    assert "was not taken in" in office.ann.see(here)
