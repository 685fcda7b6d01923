"""From the bytes of a webhook's answer to verbs, or to the reason why Twilio would not take them."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass

from app.practice.twiml import grammar
from app.practice.twiml.voices import speaks
from app.practice.webhooks.sending import Answer

XML_TYPES = frozenset({"text/xml", "application/xml", "text/html"})


class TwimlFault(Exception):
    """A document that Twilio would refuse: its error code, and where the fault is."""

    def __init__(self, code: int, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


@dataclass(frozen=True)
class Element:
    """One element: `text` is all text within, as it would be read out."""

    name: str
    attributes: dict[str, str]
    text: str
    children: tuple[Element, ...]

    def get(self, attribute: str, default: str) -> str:
        """An attribute, or what Twilio takes when it is not given."""
        return self.attributes.get(attribute, default)

    def number(self, attribute: str, default: int) -> int:
        """An attribute that is a whole number."""
        return int(self.attributes.get(attribute, default))

    def true(self, attribute: str, default: bool = False) -> bool:
        """An attribute that is true or false."""
        return self.attributes.get(attribute, "true" if default else "false") == "true"


@dataclass(frozen=True)
class Document:
    """What is played, and the address against which its own are resolved ("" for a `Twiml` parameter)."""

    verbs: tuple[Element, ...]
    url: str
    method: str = "POST"


def parse(raw: bytes) -> tuple[Element, ...]:
    """The verbs of a document. Raises TwimlFault."""
    try:
        root = ElementTree.fromstring(raw)  # noqa: S314 - written by the service that rehearses, and 64 kB at most
    except ElementTree.ParseError as error:
        raise TwimlFault(12100, str(error)) from error
    if root.tag != "Response":
        raise TwimlFault(12102, f"the root is <{root.tag}>")
    if root.attrib or (root.text or "").strip():
        raise TwimlFault(12200, "<Response> holds verbs only")
    return tuple(_element(child, "Response") for child in root)


def read(answer: Answer, url: str, method: str) -> Document:
    """The document in an answer, by its content type. Raises TwimlFault."""
    kind = answer.content_type
    if kind in XML_TYPES:
        return Document(parse(answer.body), url, method)
    if kind.startswith("audio/"):
        return Document((Element("Play", {}, url, ()),), url, method)
    if kind == "text/plain":
        try:
            return Document(parse(answer.body), url, method)
        except TwimlFault:
            return Document((Element("Say", {}, answer.text.strip(), ()),), url, method)
    raise TwimlFault(12300, f"content type {kind!r}")


def parse_replies(raw: bytes) -> tuple[str, ...]:
    """The messages that an inbound text message is answered with: only plain <Message>. Raises TwimlFault."""
    try:
        root = ElementTree.fromstring(raw)  # noqa: S314 - written by the service that rehearses, and 64 kB at most
    except ElementTree.ParseError as error:
        raise TwimlFault(12100, str(error)) from error
    if root.tag != "Response":
        raise TwimlFault(12102, f"the root is <{root.tag}>")
    for node in root.iter():
        if (node.tag, root is node) not in (("Response", True), ("Message", False), ("Body", False)) or node.attrib:
            raise TwimlFault(12200, f"<{node.tag}> is not performed by this exchange in answer to a text message")
    return tuple(" ".join("".join(node.itertext()).split()) for node in root)


def _element(node: ElementTree.Element, parent: str) -> Element:
    name = node.tag
    if name not in grammar.CHILDREN.get(parent, frozenset()):
        raise TwimlFault(12200, f"<{name}> may not stand in <{parent}>, or is not performed by this exchange")
    checks = grammar.ATTRIBUTES[name]
    for attribute, value in node.attrib.items():
        check = checks.get(attribute)
        if check is None:
            raise TwimlFault(12200, f"<{name}> has no attribute {attribute}")
        if not check(value):
            raise TwimlFault(grammar.CODES.get((name, attribute), 12200), f"<{name} {attribute}>: {value!r}")
    element = Element(
        name,
        dict(node.attrib),
        " ".join("".join(node.itertext()).split()) if name != "Gather" else "",
        () if name == "Say" else tuple(_element(child, name) for child in node),
    )
    if name == "Say":
        for child in node:
            _element(child, name)
        _check_voice(element)
    if name == "Gather" and element.get("speechTimeout", "") == "auto" and "speechModel" in node.attrib:
        raise TwimlFault(13335, f"speechTimeout auto with speechModel {node.attrib['speechModel']!r}")
    return element


def _check_voice(say: Element) -> None:
    """A voice that does not speak the language makes Say fail at Twilio."""
    if not say.text:
        raise TwimlFault(13520, "<Say> without text")
    voice, language = say.get("voice", ""), say.get("language", "")
    if not speaks(voice, language):
        raise TwimlFault(13520, f"{voice} does not speak {language}")
