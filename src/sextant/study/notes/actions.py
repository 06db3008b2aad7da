"""Keeping highlights and notes: what was typed on any device is kept, and a thing sent twice is one."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext as _

from sextant.accounts.models import Learner
from sextant.study.choices import NoteKind
from sextant.study.models import Note

LONGEST_QUOTE = 2000
LONGEST_BODY = 5000
CONTEXT = 100
MOST_NOTES = 500
"""How many notes a learner may leave in one resource."""

CHANGES_REMEMBERED = 20


class TooManyNotes(Exception):
    """There are as many notes on this resource as one may keep."""

    def __str__(self) -> str:
        return _("You have %(count)d notes on this text already: delete one first. What you wrote is still here.") % {"count": MOST_NOTES}


class TogetherTooLong(Exception):
    """Two notes do not fit into one."""

    def __str__(self) -> str:
        return _("Together they are longer than %(count)d characters: shorten one of them first.") % {"count": LONGEST_BODY}


class ChangedMeanwhile(Exception):
    """The note is no longer the one that was to be deleted."""

    def __str__(self) -> str:
        return _("This note was changed on another device meanwhile, so it was not deleted. Read it, then delete it if you still wish.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """
    What a device sends: `revision` is the one it started from (0 for a new note), `key` names this very change.

    A note that exists keeps the passage it was made on; a change is about its `body`.
    """

    client: UUID
    key: UUID
    revision: int
    resource: str
    content_hash: str
    language: str
    section: str = ""
    quote: str = ""
    before: str = ""
    after: str = ""
    body: str = ""


@transaction.atomic
def keep_note(*, learner: Learner, draft: Draft, now: datetime) -> Note:
    """
    Keep a new note, or a change of one; return the note that holds what was sent.

    A change that started from an older revision than ours becomes a note of its own, beside the other: both are kept. A change to a note
    deleted meanwhile makes it anew. Raises `TooManyNotes`.
    """
    _lock(learner)
    note = Note.objects.filter(learner=learner, client=draft.client).first()
    if note is None:
        return _create(learner, draft, client=draft.client, now=now)
    if str(draft.key) in note.changes or note.body == draft.body:
        return note
    if draft.revision == note.revision:
        return _change(note, draft.body, key=draft.key, now=now)
    # The same change sent again must find the note it made the first time.
    other = uuid5(draft.client, str(draft.key))
    made = Note.objects.filter(learner=learner, client=other).first()
    return made or _create(learner, draft, client=other, now=now, beside=note)


def _lock(learner: Learner) -> None:
    # All the notes of a learner are written one after the other: two tabs may send the same one together.
    Learner.objects.select_for_update(of=("self",)).get(pk=learner.pk)


def _create(learner: Learner, draft: Draft, *, client: UUID, now: datetime, beside: Note | None = None) -> Note:
    if Note.objects.filter(learner=learner, resource=draft.resource).count() >= MOST_NOTES:
        raise TooManyNotes
    passage = beside or draft
    return Note.objects.create(
        learner=learner,
        client=client,
        resource=passage.resource,
        content_hash=passage.content_hash,
        kind=_kind(draft.body),
        language=passage.language,
        section=passage.section,
        quote=passage.quote,
        before=passage.before,
        after=passage.after,
        body=draft.body,
        beside=beside.pk if beside else None,
        changes=[str(draft.key)],
        created_at=now,
        updated_at=now,
    )


def _kind(body: str) -> NoteKind:
    return NoteKind.NOTE if body else NoteKind.HIGHLIGHT


def _change(note: Note, body: str, *, key: UUID, now: datetime) -> Note:
    note.body, note.kind, note.updated_at = body, _kind(body), now
    note.revision += 1
    note.changes = [*note.changes, str(key)][-CHANGES_REMEMBERED:]
    note.save(update_fields=["body", "kind", "updated_at", "revision", "changes"])
    return note


@transaction.atomic
def delete_note(*, learner: Learner, note: Note, revision: int) -> None:
    """Delete a note as it was at `revision`; twice is once. Raises `ChangedMeanwhile`."""
    _lock(learner)
    found = Note.objects.filter(learner=learner, pk=note.pk).first()
    if found is None:
        return
    if found.revision != revision:
        raise ChangedMeanwhile
    Note.objects.filter(learner=learner, beside=found.pk).update(beside=found.beside)
    found.delete()


@transaction.atomic
def merge_notes(*, learner: Learner, note: Note, key: UUID, now: datetime) -> Note:
    """Put a note that stands beside another into that one, its words after the other's; return what is left. Raises `TogetherTooLong`."""
    _lock(learner)
    found = Note.objects.filter(learner=learner, pk=note.pk).first()
    if found is None or found.beside is None:
        return found or note
    first = Note.objects.filter(learner=learner, pk=found.beside).first()
    if first is None:
        found.beside = None
        found.save(update_fields=["beside"])
        return found
    body = "\n\n".join(dict.fromkeys(part for part in (first.body, found.body) if part))
    if len(body) > LONGEST_BODY:
        raise TogetherTooLong
    Note.objects.filter(learner=learner, beside=found.pk).update(beside=first.pk)
    found.delete()
    return _change(first, body, key=key, now=now)
