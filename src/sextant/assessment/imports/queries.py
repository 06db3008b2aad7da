from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.utils.crypto import salted_hmac

from sextant.accounts.models import Cohort, Enrolment, Erased, Institution, Learner
from sextant.assessment.choices import Withdrawal
from sextant.assessment.models import Attempt, ItemVersion, Response


def versions_of(framework: str) -> list[ItemVersion]:
    """Return every version of every item of a framework."""
    return list(ItemVersion.objects.filter(framework=framework))


def neutralised_in(framework: str) -> set[int]:
    """Return the versions of a framework whose answers count for nobody."""
    return set(ItemVersion.objects.filter(framework=framework, withdrawn=Withdrawal.NEUTRALISED).values_list("pk", flat=True))


def key_of(pseudonym: str, institution: Institution | UUID) -> UUID:
    """
    Return the key of the learner behind a pseudonym of an institution: the same at each import, and nothing to find the pseudonym from.

    It is made with the secret of the campus: a version 8 of RFC 9562, where learners' keys are otherwise a version 7.
    """
    owner = institution if isinstance(institution, UUID) else institution.pk
    digest = salted_hmac("sextant.assessment.imports", f"{owner}:{pseudonym}", algorithm="sha256").digest()
    value = int.from_bytes(digest[:16], "big")
    value = (value & ~(0xF << 76)) | (0x8 << 76)
    return UUID(int=(value & ~(0x3 << 62)) | (0x2 << 62))


def erased_among(keys: Iterable[UUID]) -> set[UUID]:
    """Return which of these learners stand in the ledger of erasures (one query, however many there are)."""
    return set(keys) & set(Erased.objects.values_list("pk", flat=True))


def opaque_number(key: UUID) -> str:
    """Return what stands in the books of a cohort for somebody behind a pseudonym."""
    return f"~{key.hex[:12]}"


def learners_numbered(cohort: Cohort, numbers: Collection[str] | None = None) -> dict[str, list[Learner]]:
    """Return the learners of a cohort by their student number: more than one where a number was given twice."""
    rows = Enrolment.objects.filter(cohort=cohort).exclude(student_number="").select_related("learner")
    if numbers is not None:
        rows = rows.filter(student_number__in=numbers)
    found: dict[str, list[Learner]] = {}
    for row in rows:
        found.setdefault(row.student_number, []).append(row.learner)
    return found


def answered_by(learners: Collection[UUID]) -> set[tuple[UUID, str, datetime]]:
    """Return which items these learners answered, and when."""
    rows = Response.objects.filter(learner__in=learners, answered_at__isnull=False).order_by()
    return {(learner, uid, at) for learner, uid, at in rows.values_list("learner_id", "item__uid", "answered_at") if at}


def explained_to(learners: Collection[UUID], uids: Collection[str]) -> defaultdict[tuple[UUID, str], list[datetime]]:
    """Return when each of these items was explained to each of these learners (two queries)."""
    found: defaultdict[tuple[UUID, str], list[datetime]] = defaultdict(list)
    for table in (Response, Attempt):
        rows = table.objects.filter(learner__in=learners, item__uid__in=uids, explained_at__isnull=False).order_by()
        for learner, uid, moment in rows.values_list("learner_id", "item__uid", "explained_at"):
            if moment:
                found[learner, uid].append(moment)
    return found
