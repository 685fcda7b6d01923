"""The pages of recorded sentences, in a script from right to left."""

from typing import Any

from app.wallboard import prompts as show
from app.wallboard import textphones

URDU = show.LanguageRow("ur", "Urdu", "اردو", right_to_left=True, recorded=1, wanted=3)
TIGRINYA = show.LanguageRow("ti", "Tigrinya", "ትግርኛ", right_to_left=False, recorded=0, wanted=13)
TROUBLE = "Nothing can be heard in it. Record it again, nearer to the microphone."
ROWS = (
    show.PromptRow(1, "آپ کیا کرنا چاہتے ہیں", "What would you like to do?", "/voice/prompt/1"),
    show.PromptRow(2, "نیا دعویٰ شروع کرنے کے لیے 1 دبائیں", "To start a claim, press 1.", "", TROUBLE),
    show.PromptRow(3, "24", "24", ""),
)


def pages() -> dict[str, tuple[str, dict[str, Any]]]:
    """Name → template and what it is given."""
    page = show.PromptsPage(URDU, ROWS, missing_only=False, notice="The recording is kept.")
    punjabi = show.LanguageRow("pnb", "Punjabi", "ਪੰਜਾਬੀ", right_to_left=False, recorded=0, wanted=2)
    others = (
        show.PromptRow(1, "ਨਵਾਂ ਦਾਅਵਾ ਸ਼ੁਰੂ ਕਰਨ ਲਈ 1 ਦਬਾਓ", "To start a claim, press 1.", ""),
        show.PromptRow(2, "নতুন দাবি শুরু করতে 1 চাপুন", "To start a claim, press 1.", ""),
    )
    recordings = tuple(
        textphones.Recorded(
            kind, textphones.TITLES[kind], textphones.WORDS[kind], textphones.WITHOUT[kind], heard, trouble
        )
        for kind, heard, trouble in (("waiting", "/voice/prompt/1", ""), ("unanswered", "", TROUBLE))
    )
    somerset = textphones.SiteRow("somerset", "Somerset", "03069 990114", recordings)
    return {
        "textphones": (
            "wallboard/textphones.html",
            {"page": textphones.TextphonesPage((somerset,), "The recording is kept.")},
        ),
        "prompts-scripts": (
            "wallboard/prompts_of.html",
            {"page": show.PromptsPage(punjabi, others, missing_only=True)},
        ),
        "prompts": ("wallboard/prompts.html", {"rows": (URDU, TIGRINYA)}),
        "prompts-of": ("wallboard/prompts_of.html", {"page": page}),
        "prompts-sheet": ("wallboard/prompts_sheet.html", {"page": page}),
    }
