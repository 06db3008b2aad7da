"""Highlights and notes: what is typed on any device is kept, once."""

from datetime import datetime, timedelta
from threading import Barrier, Thread
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection, connections

from sextant.accounts.models import Learner, Person
from sextant.catalogue.models import ResourceVersion
from sextant.study.models import Note
from sextant.study.notes import actions
from sextant.study.notes.queries import Shown as ShownNote
from sextant.study.notes.queries import all_notes, is_in, notes_on, paired

CONSENT = "essai.res.consentement"


@pytest.fixture
def learner(amina: Person) -> Learner:
    """Amina's learner."""
    return Learner.objects.get(person=amina)


def draft(**given: Any) -> actions.Draft:
    """Return what a device sends."""
    made = {
        "client": UUID(int=1),
        "key": uuid4(),
        "revision": 0,
        "resource": CONSENT,
        "content_hash": ResourceVersion.objects.get(uid=CONSENT, current=True).content_hash,
        "language": "fr",
    }
    return actions.Draft(**{**made, **given})


def test_note_sent_twice_is_one(learner: Learner, now: datetime) -> None:
    sent = draft(body="Relire ceci.")

    first = actions.keep_note(learner=learner, draft=sent, now=now)
    second = actions.keep_note(learner=learner, draft=sent, now=now + timedelta(hours=1))

    assert first.pk == second.pk
    assert (Note.objects.get().body, Note.objects.get().revision) == ("Relire ceci.", 1)


def test_passage_without_words_is_a_highlight_and_becomes_a_note(learner: Learner, now: datetime) -> None:
    mark = actions.keep_note(learner=learner, draft=draft(quote="Savoir comment"), now=now)
    kind_before = mark.kind

    note = actions.keep_note(learner=learner, draft=draft(quote="autre", body="Pourquoi ?", revision=1), now=now)

    assert (kind_before, note.kind, note.pk) == ("highlight", "note", mark.pk)
    # The passage stays the one the note was made on.
    assert (note.quote, note.revision) == ("Savoir comment", 2)


def test_change_from_two_devices_keeps_both(learner: Learner, now: datetime) -> None:
    actions.keep_note(learner=learner, draft=draft(quote="le consentement", body="Ensemble."), now=now)
    here, there = draft(body="Écrit sur le téléphone.", revision=1), draft(body="Écrit dans le service.", revision=1)

    first = actions.keep_note(learner=learner, draft=here, now=now)
    second = actions.keep_note(learner=learner, draft=there, now=now)

    assert (first.body, first.beside) == ("Écrit sur le téléphone.", None)
    assert (second.body, second.beside, second.quote) == ("Écrit dans le service.", first.pk, "le consentement")
    (shown,) = paired([ShownNote(note) for note in notes_on(learner, CONSENT)])
    assert [other.note.pk for other in shown.others] == [second.pk]


def test_change_sent_again_however_late_changes_nothing(learner: Learner, now: datetime) -> None:
    actions.keep_note(learner=learner, draft=draft(body="Un."), now=now)
    late, conflicting = draft(body="Deux.", revision=1), draft(body="Trois.", revision=1)
    actions.keep_note(learner=learner, draft=late, now=now)
    actions.keep_note(learner=learner, draft=draft(body="Quatre.", revision=2), now=now)
    other = actions.keep_note(learner=learner, draft=conflicting, now=now)

    assert actions.keep_note(learner=learner, draft=late, now=now).body == "Quatre."
    assert actions.keep_note(learner=learner, draft=conflicting, now=now).pk == other.pk
    assert sorted(Note.objects.values_list("body", flat=True)) == ["Quatre.", "Trois."]


def test_change_to_a_note_deleted_meanwhile_is_kept(learner: Learner, now: datetime) -> None:
    note = actions.keep_note(learner=learner, draft=draft(quote="Savoir", body="Un."), now=now)
    actions.delete_note(learner=learner, note=note, revision=1)

    kept = actions.keep_note(learner=learner, draft=draft(quote="Savoir", body="Deux.", revision=1), now=now)

    assert (kept.body, kept.quote) == ("Deux.", "Savoir")


def test_note_changed_meanwhile_is_not_deleted(learner: Learner, now: datetime) -> None:
    note = actions.keep_note(learner=learner, draft=draft(body="Un."), now=now)
    actions.keep_note(learner=learner, draft=draft(body="Deux.", revision=1), now=now)

    with pytest.raises(actions.ChangedMeanwhile):
        actions.delete_note(learner=learner, note=note, revision=1)
    actions.delete_note(learner=learner, note=note, revision=2)
    actions.delete_note(learner=learner, note=note, revision=2)

    assert not Note.objects.exists()


def test_two_versions_become_one(learner: Learner, now: datetime) -> None:
    actions.keep_note(learner=learner, draft=draft(body="Un."), now=now)
    first = actions.keep_note(learner=learner, draft=draft(body="Deux.", revision=1), now=now)
    second = actions.keep_note(learner=learner, draft=draft(body="Trois.", revision=1), now=now)

    merged = actions.merge_notes(learner=learner, note=second, key=second.client, now=now)
    again = actions.merge_notes(learner=learner, note=second, key=second.client, now=now)

    assert (merged.pk, merged.body, again.body) == (first.pk, "Deux.\n\nTrois.", "Trois.")
    assert Note.objects.get().body == "Deux.\n\nTrois."


def test_versions_too_long_together_stay_two(learner: Learner, now: datetime) -> None:
    actions.keep_note(learner=learner, draft=draft(body="Un."), now=now)
    actions.keep_note(learner=learner, draft=draft(body="a" * 3000, revision=1), now=now)
    second = actions.keep_note(learner=learner, draft=draft(body="b" * 3000, revision=1), now=now)

    with pytest.raises(actions.TogetherTooLong):
        actions.merge_notes(learner=learner, note=second, key=second.client, now=now)

    assert Note.objects.count() == 2


def test_deleting_the_first_version_frees_the_second(learner: Learner, now: datetime) -> None:
    actions.keep_note(learner=learner, draft=draft(body="Un."), now=now)
    first = actions.keep_note(learner=learner, draft=draft(body="Deux.", revision=1), now=now)
    actions.keep_note(learner=learner, draft=draft(body="Trois.", revision=1), now=now)

    actions.delete_note(learner=learner, note=first, revision=2)

    assert Note.objects.get().beside is None


def test_there_is_an_end_to_notes(learner: Learner, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "MOST_NOTES", 1)
    actions.keep_note(learner=learner, draft=draft(body="Un."), now=now)

    with pytest.raises(actions.TooManyNotes):
        actions.keep_note(learner=learner, draft=draft(client=uuid4(), body="Deux."), now=now)


@pytest.mark.django_db(transaction=True)
def test_eight_identical_posts_at_once_make_one_note(learner: Learner, now: datetime) -> None:
    sent, together, failed = draft(body="Un."), Barrier(8), []

    def post() -> None:
        together.wait()
        try:
            actions.keep_note(learner=learner, draft=sent, now=now)
        except Exception as error:
            failed.append(error)
        finally:
            connections.close_all()

    threads = [Thread(target=post) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failed == []
    assert Note.objects.count() == 1
    connection.close()


@pytest.mark.parametrize(
    ("quote", "content_hash", "found"),
    [("le  consentement", "b" * 64, True), ("parti depuis", "b" * 64, False), ("parti depuis", "a" * 64, True), ("", "b" * 64, True)],
)
def test_passage_is_looked_for_in_a_new_version(quote: str, content_hash: str, found: bool) -> None:
    note = Note(quote=quote, content_hash="a" * 64, language="fr")

    assert is_in(note, text="Savoir ce que le consentement veut dire.", content_hash=content_hash, language="fr") is found


def test_search_ignores_accents_and_case(learner: Learner, now: datetime) -> None:
    actions.keep_note(learner=learner, draft=draft(quote="l’Équipe de soins", body="À vérifier"), now=now)

    assert all_notes(learner, words="equipe VERIFIER")
    assert not all_notes(learner, words="equipe absent")
