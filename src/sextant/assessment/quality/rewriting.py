"""A question as somebody rewrote it: read by the same schemas as a pack, checked by the same rules."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.utils.translation import gettext as _
from pydantic import ValidationError

from sextant.assessment.document import ItemDocument
from sextant.assessment.item_types import all_types, parse_item
from sextant.assessment.models import ItemVersion
from sextant.assessment.written import faults_in, misplaced
from sextant.frameworks.document import Framework
from sextant.frameworks.models import Norm


class NotAQuestion(ValueError):
    """What was written could not stand in a pack; `faults` say why, in the words of the reader of packs."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = faults
        super().__init__("\n".join(faults))


class NothingChanged(ValueError):
    """What was written says what the question says already."""


def rewritten(body: Mapping[str, Any], *, item: ItemVersion, framework: Framework, today: date) -> ItemDocument:
    """
    Return the document that `body` describes, reviewed today, as a correction of `item`.

    Raises `NotAQuestion` and `NothingChanged`.
    """
    try:
        document = parse_item(body)
    except ValidationError as error:
        raise NotAQuestion([_said(problem["loc"], problem["msg"]) for problem in error.errors()]) from None
    before = parse_item(item.body)
    if document == before:
        raise NothingChanged
    capabilities = {one.code: {capability.code for capability in one.capabilities} for one in framework.competences}
    faults = [*misplaced(document, item.role), *faults_in(document, framework, competences=capabilities), *_unknown_norms(document)]
    if faults:
        raise NotAQuestion(faults)
    # Whoever corrects a question has read it: it is fresh for as long as it was meant to be.
    return document.model_copy(update={"reviewed": today, "review_by": today + (before.review_by - before.reviewed)})


def _said(where: tuple[int | str, ...], message: str) -> str:
    place = ".".join(str(step) for step in where if not str(step).startswith("function-"))
    message = message.removeprefix("Value error, ")
    return f"{place}: {message}" if place else message


def _unknown_norms(document: ItemDocument) -> list[str]:
    cited = {reference.norm for reference in document.references if reference.norm is not None}
    known = set(Norm.objects.filter(uid__in=cited, current=True).values_list("uid", flat=True))
    return [f"norm `{norm}` is not in norms.yaml" for norm in sorted(cited - known)]


def as_text(document: ItemDocument) -> str:
    """Return a question as the file of a pack writes it."""
    # Reading and writing YAML costs a web process much that one page in a thousand needs.
    from sextant.ground.packs.writing import as_yaml

    body = document.model_dump(mode="json", exclude_defaults=True)
    return as_yaml({"uid": document.uid, "type": document.type, **body, "professions": body.get("professions", "all")})


# YAML can write what no database keeps.
_UNWRITABLE = re.compile("[\x00\ud800-\udfff]")


def _texts(body: Any) -> Iterator[str]:
    """Yield every text of a document."""
    if isinstance(body, str):
        yield body
    elif isinstance(body, list | dict):
        for one in [*body.keys(), *body.values()] if isinstance(body, dict) else body:
            yield from _texts(one)


def body_in(text: str, *, item: ItemVersion) -> dict[str, Any]:
    """Return what a text in YAML says, if it is the same question. Raises `NotAQuestion`, with the lines."""
    from sextant.ground.packs.reading import PackReading

    with TemporaryDirectory() as folder:
        Path(folder, "question.yaml").write_text(text, encoding="utf-8")
        reading = PackReading(Path(folder))
        read = reading.yaml("question.yaml", all_types()[item.type].document)
    if read is None:
        faults = [_("line %(line)d: %(fault)s") % {"line": fault.line, "fault": fault.message} for fault in reading.faults]
        raise NotAQuestion(faults)
    if (read.uid, read.type) != (item.uid, item.type):
        raise NotAQuestion([_("`uid` and `type` stay as they are: %(uid)s, %(type)s") % {"uid": item.uid, "type": item.type}])
    body = read.model_dump(mode="json")
    if any(_UNWRITABLE.search(one) for one in _texts(body)):
        raise NotAQuestion([_("It holds a character that no database keeps, such as NUL: take it out.")])
    return body
