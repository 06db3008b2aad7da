"""Immutable versions of authored content: uid + content hash, never changed once written."""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import models

from sextant.ground.packs.part import Loaded


class Origin(models.TextChoices):
    """Who owns an object's newest version."""

    PACK = "pack", "pack"
    CAMPUS = "campus", "campus"


class Version(models.Model):
    """
    One version of an authored object. `body` is the document as its schema dumps it; other columns repeat what queries need.

    Exactly one version of a uid is `current`; older ones stay for the sittings, plans and awards that used them.
    """

    uid = models.CharField(max_length=120)
    content_hash = models.CharField(max_length=64)
    pack = models.CharField(max_length=60)
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.PACK)
    current = models.BooleanField(default=True)
    loaded_at = models.DateTimeField()
    body = models.JSONField()

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(fields=["uid", "content_hash"], name="%(app_label)s_%(class)s_uid_hash"),
            models.UniqueConstraint(fields=["uid"], condition=models.Q(current=True), name="%(app_label)s_%(class)s_current"),
        ]

    def __str__(self) -> str:
        return f"{self.uid}@{self.content_hash[:8]}"


def content_hash(body: Mapping[str, Any]) -> str:
    """Return the SHA-256 of `body` written canonically."""
    canonical = json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def add_versions(
    model: type[Any],
    documents: Iterable[tuple[str, Mapping[str, Any], Mapping[str, Any]]],
    *,
    pack: str,
    kind: str,
    now: datetime,
    loaded: Loaded,
    withdrawn: Mapping[str, Collection[str]] | None = None,
) -> None:
    """
    Add a version for each `(uid, body, columns)` whose hash is new; retire the uids of `pack` that are no longer there.

    A uid whose newest version was edited in the campus is left alone and reported in `loaded.conflicts`; so is a version that was withdrawn
    there (`withdrawn`: uid → hashes).
    """
    kept_out = withdrawn or {}
    current = {row.uid: row for row in model.objects.filter(current=True)}
    known = {(uid, digest): pk for pk, uid, digest in model.objects.filter(pack=pack).values_list("pk", "uid", "content_hash")}
    seen: set[str] = set()
    fresh, again, unchanged = [], [], 0
    for uid, body, columns in documents:
        seen.add(uid)
        digest = content_hash(body)
        newest = current.get(uid)
        if newest is not None and newest.content_hash == digest:
            unchanged += 1
        elif digest in kept_out.get(uid, ()):
            loaded.conflicts.append(f"{uid}: withdrawn in the campus since; ask it again there, or change it in the pack, then load again")
        elif newest is not None and newest.origin == Origin.CAMPUS:
            loaded.conflicts.append(
                f"{uid}: edited in the campus since; export it to the pack, or retire the campus version, then load again"
            )
        elif (uid, digest) in known:
            again.append((newest, known[uid, digest]))
        else:
            fresh.append((newest, model(uid=uid, content_hash=digest, pack=pack, loaded_at=now, body=dict(body), **columns)))
    gone = [row.pk for uid, row in current.items() if row.pack == pack and row.origin == Origin.PACK and uid not in seen]
    replaced = [newest.pk for newest, _ in (*fresh, *again) if newest is not None]
    model.objects.filter(pk__in=[*replaced, *gone]).update(current=False)
    model.objects.filter(pk__in=[pk for _, pk in again]).update(current=True)
    model.objects.bulk_create([row for _, row in fresh], batch_size=200)
    loaded.count(kind, added=len(fresh) + len(again), unchanged=unchanged)
