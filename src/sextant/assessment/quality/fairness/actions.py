from datetime import datetime
from uuid import UUID

from django.db import transaction

from sextant.accounts.models import Person
from sextant.assessment.choices import Conclusion
from sextant.assessment.models import FairnessNote, ItemVersion
from sextant.assessment.quality.fairness.queries import Difference
from sextant.ground.audit.actions import record_act


@transaction.atomic
def note_difference(
    *, key: UUID, item: ItemVersion, difference: Difference, conclusion: Conclusion, reason: str, by: Person, now: datetime
) -> FairnessNote:
    """Keep what `by` concludes of a difference; `key` comes with the form: the same post twice is one note, and the first stays."""
    # Lock, then look: a doubled click posts the same key twice.
    ItemVersion.objects.select_for_update().only("pk").get(pk=item.pk)
    existing = FairnessNote.objects.filter(pk=key).first()
    if existing is not None:
        return existing
    note = FairnessNote.objects.create(
        pk=key,
        item=item,
        grouping=difference.by,
        reference=difference.reference,
        focal=difference.focal,
        conclusion=conclusion,
        reason=reason,
        by=by,
        noted_at=now,
    )
    record_act(verb="note-difference", target=f"item:{item.uid}", by=by.pk, now=now, note=str(key), conclusion=conclusion)
    return note


@transaction.atomic
def withdraw_note(*, key: UUID, uid: str, by: Person, now: datetime) -> bool:
    """Take a note on an item back: it stays in the records and no longer counts. Twice is once. Raises `FairnessNote.DoesNotExist`."""
    note = FairnessNote.objects.select_for_update(of=("self",)).get(pk=key, item__uid=uid)
    if note.withdrawn_at is not None:
        return False
    note.withdrawn_at = now
    note.save(update_fields=["withdrawn_at"])
    record_act(verb="withdraw-note", target=f"item:{uid}", by=by.pk, now=now, note=str(key))
    return True
