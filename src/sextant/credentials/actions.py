import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from sextant.accounts.models import Learner
from sextant.credentials.codes import code_hash, new_code
from sextant.credentials.models import PublicCode, Transcript


def hash_of(content: Mapping[str, Any]) -> str:
    """Return the SHA-256 of what is printed, written as JSON with sorted keys and no spaces."""
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


@transaction.atomic
def issue(*, learner: Learner, key: UUID, content: Mapping[str, Any], language: str, now: datetime) -> Transcript:
    """Issue a transcript that says `content`; the same `key` twice is one transcript, the first."""
    # Lock, then look: a doubled click posts twice at the same time.
    Learner.objects.select_for_update().get(pk=learner.pk)
    issued = Transcript.objects.filter(learner=learner, key=key).first()
    if issued is not None:
        return issued
    # What comes back from the database is what was hashed, on either engine.
    told = json.loads(json.dumps(content))
    transcript = Transcript.objects.create(
        learner=learner, key=key, code=new_code(), issued_at=now, language=language, content=told, content_hash=hash_of(told)
    )
    PublicCode.objects.create(code_hash=code_hash(transcript.code), transcript=transcript)
    return transcript


@transaction.atomic
def withdraw(*, transcript: Transcript, now: datetime) -> Transcript:
    """Withdraw a transcript: its public page says so, and nothing else. Withdrawing twice keeps the first date."""
    transcript = Transcript.objects.select_for_update().get(pk=transcript.pk)
    if transcript.withdrawn_at is None:
        transcript.withdrawn_at = now
        transcript.save(update_fields=["withdrawn_at"])
    return transcript
