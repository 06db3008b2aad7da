import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import CharField

from sextant.catalogue.document import Resource, Site, Term
from sextant.catalogue.models import Place, ResourceVersion, Session, TermVersion
from sextant.ground.compiled import Compiled, Given
from sextant.kernel.text import Text

_parsed: dict[tuple[str, str], Resource] = {}
"""Versions read so far, by (uid, hash): a version cannot change, so what was parsed once stays true."""


def _read(keys: Iterable[tuple[str, str]]) -> None:
    missing = [key for key in keys if key not in _parsed]
    if not missing:
        return
    rows = ResourceVersion.objects.filter(content_hash__in=[digest for _, digest in missing]).values_list("uid", "content_hash", "body")
    for uid, digest, body in rows:
        _parsed[uid, digest] = Resource.model_validate(body)


def resource(uid: str, content_hash: str | None = None) -> Resource:
    """
    Return the current version of a resource, or the named one (parsed once per process: a version cannot change).

    Raises `ResourceVersion.DoesNotExist`.
    """
    if content_hash is None:
        content_hash = ResourceVersion.objects.values_list("content_hash", flat=True).get(uid=uid, current=True)
    _read([(uid, content_hash)])
    if (uid, content_hash) not in _parsed:
        raise ResourceVersion.DoesNotExist(uid)
    return _parsed[uid, content_hash]


def was_offered(uid: str, content_hash: str) -> bool:
    """Say whether this is a stored version of a resource, current or not."""
    return bool(ResourceVersion.objects.filter(uid=uid, content_hash=content_hash).exists())


def resources_of(framework: str) -> dict[str, tuple[str, Resource]]:
    """Return every current resource of a framework: uid → (hash, resource). Two queries when nothing is parsed yet, one afterwards."""
    keys = _SHELF.rows(framework=framework)
    _read(keys)
    return {uid: (digest, _parsed[uid, digest]) for uid, digest in keys}


def _offered(model: type[ResourceVersion] | type[TermVersion]) -> Compiled:
    """Return the names and versions of what is current in a framework, as a query."""
    current = {"framework": Given("framework", CharField()), "current": True}
    return Compiled(lambda: model.objects.filter(**current).order_by("uid").values_list("uid", "content_hash"))


_SHELF, _WORDS = _offered(ResourceVersion), _offered(TermVersion)


def sessions_of(uids: Iterable[str]) -> list[Session]:
    """Return the sessions of these resources, soonest first."""
    return list(Session.objects.filter(resource__in=list(uids)).order_by("starts_at"))


def places() -> dict[str, Site]:
    """Return every current place by code."""
    return {row.uid: Site.model_validate(row.body) for row in Place.objects.filter(current=True).order_by("uid")}


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The lexicon of a framework: `version` changes when any of its terms does."""

    version: str
    terms: dict[str, Term]


_terms: dict[tuple[str, str], Term] = {}
"""Versions of terms read so far, by (uid, hash), as `_parsed`."""


def lexicon_of(framework: str) -> Lexicon:
    """Return the lexicon of a framework, by uid: one query, and another the first time a version of a term is met in this process."""
    keys = _WORDS.rows(framework=framework)
    missing = [digest for uid, digest in keys if (uid, digest) not in _terms]
    if missing:
        rows = TermVersion.objects.filter(framework=framework, content_hash__in=missing).values_list("uid", "content_hash", "body")
        _terms.update({(uid, digest): Term.model_validate(body) for uid, digest, body in rows})
    version = hashlib.sha256("".join(digest for _, digest in keys).encode()).hexdigest()
    return Lexicon(version, {uid: _terms[uid, digest] for uid, digest in keys})


def terms_of(framework: str) -> list[Term]:
    """Return the lexicon of a framework."""
    return list(lexicon_of(framework).terms.values())


def titles_of(uids: Iterable[str]) -> dict[str, Text]:
    """Return the titles of the current resources among these: one query at most, none for none."""
    wanted = list(uids)
    if not wanted:
        return {}
    keys = list(ResourceVersion.objects.filter(uid__in=wanted, current=True).values_list("uid", "content_hash"))
    _read(keys)
    return {uid: Text(_parsed[uid, digest].title) for uid, digest in keys}
