"""The least that a page of this framework can do with an answer: a form, one durable UPDATE … RETURNING, a template.

It knows nothing of scripts, people, sign-in or forms' tokens. It is what a saved question is held against.
"""

import os
from uuid import UUID

from flask import Flask, render_template_string, request
from sqlalchemy import bindparam, update

from app.claimants.models import Claimant
from app.database import connect

PAGE = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{{ surname }}</title></head><body>
<form method="post"><label for="answer">What is your first name?</label><input id="answer" name="answer">
<button>Next</button></form></body></html>"""

app = Flask(__name__)
_engine = connect(os.environ["DATABASE_URL"])
_claimants = Claimant.metadata.tables[Claimant.__tablename__]
_UPDATE = (
    update(_claimants)
    .where(_claimants.c.id == bindparam("claimant"))
    .values(surname=bindparam("said"))
    .returning(_claimants.c.surname)
)


@app.post("/people/<uuid:claimant_id>")
def answer(claimant_id: UUID) -> str:
    """Keep a surname and show a question."""
    with _engine.begin() as connection:
        told = {"claimant": claimant_id, "said": request.form["answer"]}
        surname = connection.execute(_UPDATE, told).scalar_one()
    return render_template_string(PAGE, surname=surname)


@app.get("/healthz")
def alive() -> str:
    """This process answers."""
    return "alive"
