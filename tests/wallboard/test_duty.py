"""Who is on duty, by hand."""

from tests.wallboard.browsing import Browser

DUTY = "/supervisor/duty?site=somerset&week=2026-11-23"
SHIFT = {"act": "add", "username": "asha", "on": "2026-11-25", "kind": "duty", "starts": "8.30", "ends": "16.30"}


def test_nobody_is_on_duty_at_first(supervisor: Browser) -> None:
    assert "Nobody is on duty this week." in supervisor.see(DUTY)


def test_somebody_is_put_on_duty_with_a_break_and_taken_out(supervisor: Browser) -> None:
    page = supervisor.sends(DUTY, **SHIFT)
    assert "Asha Rao is entered." in page
    page = supervisor.sends(DUTY, **{**SHIFT, "kind": "break", "starts": "12.00", "ends": "12.40"})
    assert "08.30–16.30" in page
    assert "12.00–12.40" in page
    shift = page.split('name="shift" value="')[1].split('"')[0]
    assert "Nobody is on duty this week." in supervisor.sends(DUTY, act="take-out", shift=shift)


def test_nobody_is_on_duty_twice_at_one_time(supervisor: Browser) -> None:
    supervisor.sends(DUTY, **SHIFT)
    answer = supervisor.send(DUTY, **{**SHIFT, "starts": "16.00", "ends": "18.00"})
    assert answer.status_code == 422
    assert "Asha Rao is on duty or on a break already in part of that time." in answer.text


def test_a_time_that_is_none_is_refused(supervisor: Browser) -> None:
    assert supervisor.send(DUTY, **{**SHIFT, "ends": "late"}).status_code == 422
    assert supervisor.send(DUTY, **{**SHIFT, "ends": "8.00"}).status_code == 422
    assert supervisor.send(DUTY, **{**SHIFT, "username": "nobody"}).status_code == 422
