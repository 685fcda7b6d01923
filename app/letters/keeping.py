"""Whether a PDF keeps what PDF/UA-1 and PDF/A-2a ask of a letter, as far as can be told without their validator."""

import io
from collections.abc import Iterator

import pikepdf

_FORBIDDEN_ACTIONS = {"/JavaScript", "/Launch", "/Sound", "/Movie", "/ImportData", "/ResetForm"}
_HEADINGS = ("/H1", "/H2", "/H3", "/H4", "/H5", "/H6")


def faults(pdf: bytes) -> list[str]:
    """What the file lacks, a sentence each; none if nothing was found. The whole standard is not checked.

    Of what cannot be read as a PDF, which `checking` says, nothing more is said.
    """
    try:
        with pikepdf.open(io.BytesIO(pdf)) as document:
            return [*_claims(document), *_file(document), *_tags(document)]
    except pikepdf.PdfError:
        return []


def _claims(document: pikepdf.Pdf) -> Iterator[str]:
    with document.open_metadata() as metadata:
        if metadata.pdfa_status != "2A":
            yield f"It does not say that it is PDF/A-2a, but {metadata.pdfa_status or 'nothing'}."
        if str(metadata.get("pdfuaid:part", "")) != "1":
            yield "It does not say that it is PDF/UA-1."
        if not metadata.get("dc:title"):
            yield "Its metadata have no title."


def _file(document: pikepdf.Pdf) -> Iterator[str]:
    root = document.Root
    if not any(intent.get("/S") == "/GTS_PDFA1" for intent in root.get("/OutputIntents", [])):
        yield "It names no output intent for its colours."
    preferences = root.get("/ViewerPreferences")
    if preferences is None or not bool(preferences.get("/DisplayDocTitle")):
        yield "A reader would show the file's name and not its title."
    if document.is_encrypted:
        yield "It is encrypted."
    if len(document.attachments):
        yield "It has a file attached."
    for thing in document.objects:
        if isinstance(thing, pikepdf.Dictionary) and str(thing.get("/S", "")) in _FORBIDDEN_ACTIONS:
            yield f"It has an action {thing.get('/S')}, which a file to be kept may not have."
    for number, page in enumerate(document.pages, start=1):
        if page.obj.get("/Tabs") not in (None, "/S"):
            yield f"Page {number} is not gone through in the order of its structure."


def _tags(document: pikepdf.Pdf) -> Iterator[str]:
    tree = document.Root.get("/StructTreeRoot")
    if tree is None:
        yield "It is not tagged."
        return
    deepest = 0
    for element in elements(tree):
        kind = str(element.get("/S", ""))
        if kind == "/Figure" and not str(element.get("/Alt", "")):
            yield "A picture has no words in its place."
        if kind == "/TH" and not _has_scope(element):
            yield "A header cell does not say what it heads."
        if kind in _HEADINGS:
            level = int(kind[-1])
            if level > deepest + 1:
                yield f"A heading of level {level} follows one of level {deepest}."
            deepest = level


def elements(element: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """What the structure holds, in the order of reading."""
    children = element.get("/K")
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            yield child
            yield from elements(child)


def _has_scope(element: pikepdf.Object) -> bool:
    attributes = element.get("/A")
    listed = attributes if isinstance(attributes, pikepdf.Array) else [attributes]
    return any(isinstance(one, pikepdf.Dictionary) and "/Scope" in one for one in listed)
