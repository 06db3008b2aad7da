"""The framework for everybody to read, its versions side by side, and the norms it rests on."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sextant.accounts.queries import framework_choice
from sextant.accounts.visitors import learner_of
from sextant.frameworks.choices import NormKind, NormStatus
from sextant.frameworks.citations import cited
from sextant.frameworks.comparison import step_between
from sextant.frameworks.comparison import versions as all_versions
from sextant.frameworks.document import Framework
from sextant.frameworks.forms import RequirementForm
from sextant.frameworks.queries import NoFramework, current_versions, framework_for
from sextant.frameworks.queries import framework as read
from sextant.frameworks.queries import norms as all_norms
from sextant.frameworks.shown import shown_domains
from sextant.kernel.text import Text


@require_safe
def framework(request: HttpRequest) -> HttpResponse:
    """Show a version of the framework, with what it requires of a profession at a stage."""
    rows = current_versions()
    known = [read(row) for row in rows]
    learner = learner_of(request)
    chosen = _version(request.GET.get("version"), known)
    try:
        chosen = chosen or framework_for(**framework_choice(learner), among=rows)  # type: ignore[arg-type]
    except NoFramework:
        return render(request, "frameworks/none.html")
    own = {"profession": learner.profession, "stage": learner.stage} if learner else {}
    asked = "profession" in request.GET
    form = RequirementForm(chosen, request.GET if asked else None, initial=own)
    shown = form.cleaned_data if asked and form.is_valid() else own if not asked and _is_known(chosen, own) else {}
    context: dict[str, Any] = {
        "framework": chosen,
        "title": Text(chosen.title),
        "notice": Text(chosen.notice),
        "note": Text(chosen.note) if chosen.note else "",
        "hours_note": Text(chosen.hours.note) if chosen.hours and chosen.hours.note else "",
        "domains": shown_domains(chosen, profession=shown.get("profession", ""), stage=shown.get("stage", "")),
        "levels": [(Text(level.title), Text(level.description)) for level in chosen.scale.levels],
        "counts": (len(chosen.domains), len(chosen.competences), sum(len(one.capabilities) for one in chosen.competences)),
        "sources": cited([chosen.source])[0],
        "form": form,
        "shown": shown,
        "chosen_profession": Text(chosen.professions[shown["profession"]].title) if shown else "",
        "chosen_stage": Text(chosen.stages[shown["stage"]].title) if shown else "",
        "in_decree": bool(shown) and chosen.professions[shown["profession"]].in_decree,
        "tabs": [(_key(one), one.version, f"?version={_key(one)}") for one in known if one.code == chosen.code],
        "current": _key(chosen),
    }
    return render(request, "frameworks/framework.html", context)


def _key(framework: Framework) -> str:
    return f"{framework.code}@{framework.version}"


def _version(key: str | None, known: list[Framework]) -> Framework | None:
    """Return the version asked for, None when none is; 404 for one that does not exist."""
    if not key:
        return None
    found = next((one for one in known if _key(one) == key), None)
    if found is None:
        raise Http404
    return found


def _is_known(framework: Framework, own: dict[str, str]) -> bool:
    return own.get("profession") in framework.professions and own.get("stage") in framework.stages


@require_safe
def versions(request: HttpRequest) -> HttpResponse:
    """Show what changes from one version to another; by default, from each to the next."""
    known = all_versions()
    old, new = _version(request.GET.get("de"), known), _version(request.GET.get("a"), known)
    if old and new and old.code == new.code:
        pairs = [(old, new)]
    else:
        pairs = [(before, after) for before, after in zip(known, known[1:], strict=False) if before.code == after.code]  # noqa: RUF007
    steps = [(Text(before.title), Text(after.title), step_between(before, after)) for before, after in pairs]
    return render(request, "frameworks/versions.html", {"steps": steps, "known": [(Text(one.title), one) for one in known]})


@require_safe
def norms(request: HttpRequest) -> HttpResponse:
    """Show the registry of norms, by kind."""
    known = all_norms()
    titles = {norm.id: Text(norm.title) for norm in known.values()}
    groups = []
    for kind in NormKind:
        rows = sorted((norm for norm in known.values() if norm.kind == kind), key=lambda norm: norm.date or "", reverse=True)
        if rows:
            shown = [
                {
                    "norm": norm,
                    "title": Text(norm.title),
                    "note": Text(norm.note) if norm.note else "",
                    "status": NormStatus(norm.status).label,
                    "tone": {NormStatus.IN_FORCE: "good", NormStatus.PARTLY: "care", NormStatus.DRAFT: "soft"}.get(norm.status, "bad"),
                    "replaced_by": (norm.replaced_by, titles[norm.replaced_by]) if norm.replaced_by in titles else None,
                }
                for norm in rows
            ]
            groups.append((kind.value, kind.label, shown))
    tabs = [(code, label, f"#{code}", len(rows)) for code, label, rows in groups]
    return render(request, "frameworks/norms.html", {"groups": groups, "count": len(known), "tabs": tabs, "label": _("Kinds of norms")})
