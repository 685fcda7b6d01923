"""The adviser's pages when something is not as it should be: nothing is half done, and nothing typed is lost."""

from datetime import timedelta

from sqlalchemy import select

from app.callbacks import service as callbacks
from app.callbacks.models import Callback
from app.callbacks.service import Contact
from app.claimants import service as claimants
from app.claimants.models import Claimant
from app.diary import service as diary
from app.practice.calls.call import Call
from app.sites import service as sites
from app.staff.models import Presence
from tests.journeys.browser import Adviser
from tests.journeys.world import CLAIMANT, World


def talking(world: World, username: str = "tess", site: str = "somerset") -> tuple[Adviser, Call]:
    """An adviser who has taken a caller's call, her page open, and the call."""
    adviser = Adviser(world, username).ready()
    call = world.ring(site)
    world.press(call, "1", "1")
    if not world.desk(username).ringing:
        world.pass_time(15)
    world.take(username)
    return adviser.follow(), call


def called_back(world: World) -> Adviser:
    """An adviser whose claimant, rung back, has answered."""
    tess, _ = talking(world)
    tess.has_answered()
    tess.book()
    tess.end_call().wrap_up("booked")
    ring_back(world, tess)
    world.exchange.telephone(CLAIMANT).answer()
    world.settle()
    world.pass_time(5)
    return tess.follow()


def ring_back(world: World, adviser: Adviser) -> None:
    """Let time pass until her telephone rings."""
    with world.session() as session:
        due = session.scalars(select(Callback.next_at)).one()
    assert due is not None
    world.until(due - timedelta(minutes=1))
    adviser.ready()
    world.until(due)
    world.take(adviser.username)


def the_callback(world: World) -> Callback:
    """The only call-back there is."""
    with world.session() as session:
        return session.scalars(select(Callback)).one()


def test_a_call_from_another_site_says_why_it_moved_and_books_at_home(world: World) -> None:
    # given nobody at work in Somerset, and somebody ready in Buckinghamshire
    asha = Adviser(world, "asha").ready()
    call = world.ring("somerset")
    world.press(call, "1", "1")
    world.pass_time(15)

    # when it is offered there, the sentence says why, and whose she is
    offered = asha.offered()
    assert "nobody is at work at Somerset" in offered
    assert "belongs to Somerset" in offered
    world.take("asha")
    asha.follow().has_answered()
    asha.book()

    # then it is booked in the diary of her home
    assert the_callback(world).site_id == world.site("somerset").id


def test_a_time_that_was_just_taken_gives_the_next_ones(world: World) -> None:
    tess, _ = talking(world)
    tess.has_answered()
    path = f"/people/{tess.reference}/book"
    slot = tess.open(path).times()[0]
    tess.send(path, slot=slot, agreed_word="")
    # meanwhile others book all that can be had then
    taken = 0
    while slot in _free(world):
        taken += 1
        _somebody_books(world, f"+44770090020{taken}")

    tess.send(f"{path}/confirm", slot=slot, agreed_word="")

    assert tess.status == 422
    assert "just taken that time" in tess.errors[0]
    assert slot not in tess.times()
    assert tess.times() != []


def _somebody_books(world: World, number: str) -> None:
    """Another books the first time there is."""
    with world.session() as session:
        site = sites.by_slug(session, "somerset")
        callbacks.book(
            session,
            site=site,
            slot=next(diary.all_slots(session, site, diary.needs_of(site), world.now(), now=world.now())),
            claimant_id=None,
            call_id=None,
            contact=Contact(number),
            by_staff=None,
            now=world.now(),
        )


def test_a_booking_that_is_sent_twice_is_one(world: World) -> None:
    tess, _ = talking(world)
    tess.has_answered()
    tess.book()
    path = f"/people/{tess.reference}/book/confirm"
    due = the_callback(world).next_at
    assert due is not None

    tess.send(path, slot=due.isoformat(), agreed_word="lighthouse")

    assert tess.path.endswith("/booked")
    assert the_callback(world).next_at == due


def _free(world: World) -> list[str]:
    with world.session() as session:
        site = sites.by_slug(session, "somerset")
        slots = diary.all_slots(session, site, diary.needs_of(site), world.now(), now=world.now())
        return [slot.starts_at.isoformat() for slot in slots]


def test_a_call_back_cannot_be_wrapped_up_without_a_result(world: World) -> None:
    # given an interview that is going on
    tess = called_back(world)
    tess.answer()

    # when he presses End and says it is finished, it is refused
    tess.end_call().wrap_up("finished")
    assert tess.status == 422
    assert world.presence("tess") == "wrapping_up"

    # then cut off says what follows: she is rung again at once
    tess.wrap_up("cut_off")
    assert world.presence("tess") in ("ready", "ringing")
    assert the_callback(world).state in ("booked", "due")


def test_a_voicemail_is_recorded_and_rung_again_another_time(world: World) -> None:
    tess = called_back(world)

    tess.wrap_up("voicemail")

    callback = the_callback(world)
    assert callback.state == "booked"
    assert callback.next_at is not None
    assert callback.next_at > world.now() + timedelta(hours=1)
    assert world.presence("tess") == "ready"


def test_a_call_back_that_everybody_forgot_is_made_again(world: World) -> None:
    tess = called_back(world)
    tess.answer()
    tess.end_call()

    world.pass_time(35 * 60)

    assert the_callback(world).state in ("booked", "due")


def test_the_meeting_can_be_put_off_or_waived_only_with_a_reason(world: World) -> None:
    tess = called_back(world)
    tess.has_answered()
    path = f"/people/{tess.reference}/finish"

    tess.open(path).send(path, appointment="defer", reason="")
    assert tess.status == 422
    assert len(tess.errors) >= 2
    assert the_callback(world).state == "in_progress"

    decided = tess.finish(
        "defer",
        because="bereaved",
        reason="Her father has just died",
        until_day="1",
        until_month="12",
        until_year="2026",
    )
    assert "Put off until Tuesday 1 December" in decided
    assert the_callback(world).state == "kept"


def test_a_meeting_before_the_letter_can_have_come_wants_her_agreement(world: World) -> None:
    tess = called_back(world)
    tess.has_answered()
    path = f"/people/{tess.reference}/finish"
    early = tess.open(path).meetings()[-1]

    tess.send(path, appointment=early)
    assert tess.status == 422
    assert "letter cannot have come" in tess.errors[0]

    assert tess.finish(early, papers_read_out="yes")


def test_a_start_up_face_to_face_needs_no_call(world: World) -> None:
    tess = Adviser(world, "tess").ready()

    tess.open("/face-to-face").send("/face-to-face", reference="", go="now")

    assert world.presence("tess") == "in_interview"
    tess.has_answered()
    tess.finish()
    assert tess.form().startswith(b"%PDF")
    tess.ready()
    assert world.presence("tess") == "ready"


def test_a_time_face_to_face_can_be_booked_at_an_office(world: World) -> None:
    tess, _ = talking(world)
    tess.has_answered()
    reference = tess.reference

    slot = tess.open(f"/face-to-face?reference={reference}").times()[0]
    tess.send("/face-to-face", reference=reference, slot=slot)

    assert "Booked to be seen face to face." in tess.text


def test_a_caller_who_is_known_is_joined_to_her_record(world: World) -> None:
    # given somebody whose call-back is booked
    tess, _ = talking(world)
    tess.has_answered()
    tess.book()
    reference = tess.reference
    tess.end_call().wrap_up("booked")

    # when she rings again and gives her reference
    again = world.ring("somerset")
    world.press(again, "1", "1")
    world.take("tess")
    tess.follow().open(f"/people/{reference}").send(f"/people/{reference}", act="recognise")

    # then it is her call, and her call-back can be had at once from home
    assert "This call is theirs now." in tess.text
    tess.send(f"/people/{reference}", act="ring_now")
    assert "Home rings back at once" in tess.text
    due = the_callback(world).next_at
    assert due is not None
    assert due <= world.now() + timedelta(seconds=30)


def test_nobody_is_rung_now_by_a_site_that_is_shut(world: World) -> None:
    # given somebody whose call-back is booked, and her page is open
    tess, _ = talking(world)
    tess.has_answered()
    tess.book()
    booked, page = the_callback(world), f"/people/{tess.reference}"
    tess.end_call().wrap_up("booked", then="away")
    assert "Have home ring back now" in tess.open(page).text

    # when her site is closed at once, and the button is pressed all the same
    with world.session() as session:
        sites.close_at_once(session, sites.by_slug(session, "somerset"), "no power", world.now(), {})
    tess.send(page, act="ring_now")

    # then nothing was changed, and it is not offered any more
    assert "Nothing was changed" in tess.text
    assert "Have home ring back now" not in tess.text
    assert the_callback(world).next_at == booked.next_at


def test_presence_cannot_be_changed_over_a_call(world: World) -> None:
    tess, _ = talking(world)

    tess.open("/").send("/presence", state="break", reason="lunch")
    assert "You are on a call" in tess.text
    assert world.presence("tess") == "on_call"

    tess.end_call()
    tess.open("/").send("/presence", state="break", reason="lunch")
    assert tess.path == "/wrap-up"
    tess.wrap_up("silent", then="away")
    tess.open("/").send("/presence", state="break", reason="lunch")
    with world.session() as session:
        doing = session.get_one(Presence, world.staff_id("tess"))
        assert (doing.state, doing.reason) == ("break", "lunch")


def test_nobody_else_can_end_a_call(world: World) -> None:
    tess, call = talking(world)
    action = str(tess.page.xpath('string(//form[starts-with(@action, "/calls/")]/@action)'))
    una = Adviser(world, "una").open("/")

    assert una.send(action, act="end").status == 404

    assert call.in_conference is not None


def test_hold_and_off_hold(world: World) -> None:
    tess, _ = talking(world)
    world.pass_time(5)
    action = str(tess.page.xpath('string(//form[starts-with(@action, "/calls/")]/@action)'))

    tess.send(action, act="hold")
    assert "Take off hold" in tess.text
    tess.send(action, act="resume")
    assert "Take off hold" not in tess.text


def test_a_supervisor_goes_to_the_board_and_an_unknown_reference_is_not_there(world: World) -> None:
    sam = Adviser(world, "sam")
    assert sam.open("/").path == "/wallboard"
    assert sam.open("/people/SL-0000-0000").status == 404


def test_the_status_of_the_site_says_what_a_caller_would_hear_now(world: World) -> None:
    # given one adviser is ready and nobody waits
    tess = Adviser(world, "tess").ready()

    # then whoever rings is promised no queue; and once he is taken there is an estimate
    assert "You will wait less than a minute." in tess.text
    call = world.ring("somerset")
    world.press(call, "1", "1")
    world.take("tess")
    assert "You will wait less than a minute." not in tess.open("/").text


def test_the_start_page_says_what_comes_next_and_why(world: World) -> None:
    # given an adviser who is away, and nobody who waits
    tess = Adviser(world, "tess").open("/")
    assert "Nobody would wait for you if you were ready now" in tess.text

    # when somebody rings while a call is wrapped up, and nobody else can take the call
    tess, _ = talking(world)
    tess.end_call()
    call = world.ring("somerset", "+441632960001")
    world.press(call, "1", "1")
    tess.open("/")

    # then it is said before the adviser is ready
    assert "Once you are ready you are offered a caller, English: they come first" in tess.text


def test_the_next_call_back_is_named_unless_its_record_is_restricted(world: World) -> None:
    # given a call-back in an hour that is kept for an adviser
    callback = world.book_at("somerset", world.now() + timedelta(hours=1))
    with world.session() as session:
        session.get_one(Callback, callback.id).held_adviser_id = world.staff_id("tess")
        session.get_one(Claimant, callback.claimant_id).surname = "Example"
    tess = Adviser(world, "tess").ready()
    assert "the call-back at 11 am" in tess.text
    assert "Example: it is kept for you" in tess.text

    # when the record is restricted, no name is told
    with world.session() as session:
        her = session.get_one(Claimant, callback.claimant_id)
        claimants.restrict(session, her, "she works here", world.now(), world.staff_id("tess"))
    assert "Restricted record: it is kept for you" in tess.open("/").text
