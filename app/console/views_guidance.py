"""The guidance of every question, found by words: a page, of which the page of a question draws what was found."""

from flask import render_template, request

from app.console import asking, showing
from app.console.blueprint import console
from app.console.pages import GuidanceFound, GuidancePage
from app.scripts import guidance
from app.switchboard.interviewing import SHORT_CALL
from app.switchboard.pinning import START_UP
from app.web import access, said
from app.web.said import say

LONGEST = 100


@console.get("/guidance")
@access.may("adviser", "supervisor")
def guidance_page() -> str:
    """What the guidance says with all the words of `q` in it, and beside which question each piece stands."""
    words = request.args.get("q", "").strip()[:LONGEST]
    scripts = [showing.board().scripts.get(name) for name in (START_UP, SHORT_CALL)]
    found = guidance.find(guidance.pieces(scripts), words, said.language())
    rows = tuple(
        GuidanceFound(asking.piece(one.guidance), say(one.section), one.said(said.language())) for one in found
    )
    return render_template("console/guidance.html", page=GuidancePage(words, rows, guidance.FOUND_AT_MOST))
