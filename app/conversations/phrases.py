"""Ready sentences that an adviser types by one key: short, plain, each with the sign that ends it."""

from dataclasses import dataclass
from typing import Final

from app.conversations.rules import GA, SK
from app.values.sentence import mark


@dataclass(frozen=True)
class Phrase:
    """`words` may name the adviser (`{name}`); `sign` is GA, SK or empty."""

    words: str
    sign: str


PHRASES: Final = {
    "hello": Phrase(mark("Hello, {name} here. Take your time, and type GA when it is my turn."), GA),
    "moment": Phrase(mark("Please wait a moment. I am looking something up."), ""),
    "again": Phrase(mark("Please type that again. I am not sure that I understood."), GA),
    "understood": Phrase(mark("Thank you. I have written that down."), ""),
    "anything": Phrase(mark("Is there anything else you want to say or ask?"), GA),
    "goodbye": Phrase(mark("Thank you for typing with us. Goodbye."), SK),
}
