from dataclasses import dataclass
from functools import lru_cache

from sextant.accounts.models import Learner
from sextant.accounts.queries import framework_choice
from sextant.frameworks.document import Framework
from sextant.frameworks.document import Norm as NormDocument
from sextant.frameworks.models import FrameworkVersion, Norm
from sextant.ground.compiled import CompiledObjects


class NoFramework(LookupError):
    """No framework is loaded that fits: run `sextant content load` first."""


@lru_cache(maxsize=32)
def _parsed(content_hash: str, uid: str) -> Framework:
    body = FrameworkVersion.objects.values_list("body", flat=True).get(uid=uid, content_hash=content_hash)
    return Framework.model_validate(body)


def framework(version: FrameworkVersion) -> Framework:
    """Return the document of `version` (parsed once per process: it cannot change)."""
    return _parsed(version.content_hash, version.uid)


def current_versions() -> list[FrameworkVersion]:
    """Return the current row of each framework version, by framework and entry year, without bodies (a few hundred kilobytes each)."""
    return _CURRENT.rows()


_CURRENT = CompiledObjects(FrameworkVersion, lambda: FrameworkVersion.objects.filter(current=True), without=["body"])


def framework_for(
    *,
    code: str | None = None,
    version: str | None = None,
    entry_year: int | None = None,
    profession: str | None = None,
    among: list[FrameworkVersion] | None = None,
) -> Framework:
    """
    Return the framework that applies: the named one, else the first that knows `profession`, else the first.

    Within a framework: the named version, else the newest whose `entry_from` is not after `entry_year`, else the oldest. A version that
    does not apply (a draft of the next one) is given only by name: a cohort may choose it, nobody falls into it. `among` spares a query to
    those who hold the current versions already. `NoFramework` when nothing fits.
    """
    rows = current_versions() if among is None else among
    if code:
        rows = [row for row in rows if row.code == code]
    if profession:
        knowing = [row for row in rows if profession in framework(row).professions]
        rows = knowing or rows
    if not rows:
        raise NoFramework(code or "")
    rows = [row for row in rows if row.code == rows[0].code]
    if version:
        named = [row for row in rows if row.version == version]
        if named:
            return framework(named[0])
    rows = [row for row in rows if framework(row).applies] or rows
    if entry_year is None:
        return framework(rows[0])
    open_to = [row for row in rows if row.entry_from <= entry_year]
    return framework(open_to[-1] if open_to else rows[0])


def all_professions() -> dict[str, Framework]:
    """Return every profession's code with the first framework that knows it."""
    known: dict[str, Framework] = {}
    for row in current_versions():
        document = framework(row)
        for code in document.professions:
            known.setdefault(code, document)
    return known


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between two versions. `kind`: added, removed or changed; `what`: domain, competence, capability or requirement."""

    kind: str
    what: str
    code: str
    before: str
    after: str


def differences(old: Framework, new: Framework, *, language: str) -> list[Change]:
    """Return what changes from `old` to `new`: structure first, then requirements per profession and stage."""
    changes = _text_changes(old, new, language)
    shared = [code for code in old.professions if code in new.professions]
    for profession in shared:
        for stage in old.stages:
            if stage not in new.stages:
                continue
            before, after = old.required(profession, stage), new.required(profession, stage)
            for code in sorted(before.keys() | after.keys()):
                was, now = before.get(code), after.get(code)
                if (was and was.code) != (now and now.code):
                    label = f"{profession} · {stage} · {code}"
                    kind = "changed" if was and now else "added" if now else "removed"
                    said = [level.title.get(language, level.title["fr"]) if level else "" for level in (was, now)]
                    changes.append(Change(kind, "requirement", label, said[0], said[1]))
    return changes


def _texts(document: Framework, language: str) -> dict[tuple[str, str], str]:
    texts = {}
    for domain in document.domains:
        texts["domain", domain.code] = domain.title.get(language, domain.title["fr"])
        for competence in domain.competences:
            texts["competence", competence.code] = competence.title.get(language, competence.title["fr"])
            for capability in competence.capabilities:
                texts["capability", capability.code] = capability.text.get(language, capability.text["fr"])
    return texts


def _text_changes(old: Framework, new: Framework, language: str) -> list[Change]:
    before, after = _texts(old, language), _texts(new, language)
    changes = []
    for key in [*before, *(key for key in after if key not in before)]:
        was, now = before.get(key, ""), after.get(key, "")
        if was != now:
            kind = "changed" if was and now else "added" if now else "removed"
            changes.append(Change(kind, key[0], key[1], was, now))
    return changes


def norms() -> dict[str, NormDocument]:
    """Return every current norm by its id."""
    return {row.uid: NormDocument.model_validate(row.body) for row in Norm.objects.filter(current=True)}


def framework_of(learner: Learner | None) -> Framework:
    """Return the framework version that applies to `learner` (a visitor gets the first one). Raises `NoFramework`."""
    return framework_for(**framework_choice(learner))  # type: ignore[arg-type]
