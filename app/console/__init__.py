"""The adviser's pages."""

from flask import Flask

from app.console import (
    views_booking,
    views_call,
    views_casework,
    views_corrections,
    views_diary,
    views_face_to_face,
    views_finish,
    views_first_contact,
    views_forms,
    views_guidance,
    views_home,
    views_meeting,
    views_meetings,
    views_person,
    views_ring,
    views_script,
    views_search,
    views_support,
    views_tasks,
    views_telephone,
    views_third_party,
    views_typed,
    views_vacancies,
    views_who_interprets,
    views_wrap_up,
)
from app.console.blueprint import console

__all__ = ["console", "init"]

VIEWS = (
    views_home,
    views_call,
    views_telephone,
    views_search,
    views_person,
    views_ring,
    views_third_party,
    views_who_interprets,
    views_script,
    views_booking,
    views_diary,
    views_finish,
    views_face_to_face,
    views_meeting,
    views_meetings,
    views_vacancies,
    views_wrap_up,
    views_support,
    views_casework,
    views_tasks,
    views_forms,
    views_guidance,
    views_typed,
    views_corrections,
    views_first_contact,
)


def init(app: Flask) -> None:
    """Give `app` the adviser's pages."""
    app.register_blueprint(console)
