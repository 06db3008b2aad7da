"""Every difference found, those of one question, and what is concluded of them."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sextant.assessment.bank import document_of
from sextant.assessment.choices import Conclusion, Grouping
from sextant.assessment.models import FairnessNote, ItemVersion
from sextant.assessment.quality.bank.views import framework_asked
from sextant.assessment.quality.fairness import pictures, words
from sextant.assessment.quality.fairness.actions import note_difference, withdraw_note
from sextant.assessment.quality.fairness.forms import NoteForm
from sextant.assessment.quality.fairness.queries import Difference, Found, ItemFairness, fairness_of, item_fairness, sizes
from sextant.assessment.quality.queries.listing import shown_edition
from sextant.assessment.views.doors import for_reviewers, framework_behind, person_of
from sextant.engine.measurement.fairness import LEAST_GROUP
from sextant.frameworks.document import Framework
from sextant.kernel.ids import uuid7
from sextant.kernel.text import Said, Text
from sextant.ui.prose import bare

LONGEST_STEM = 110
PAGE = 20


@dataclass(frozen=True, slots=True)
class Shown:
    """A difference as a page shows it, with the form that concludes (where the page has one)."""

    difference: Difference
    between: str
    size: str
    kind: str
    share: str
    notes: tuple[FairnessNote, ...]
    reasons: list[str]
    uid: str = ""
    stem: str = ""
    competence: str = ""
    asked: bool = True
    form: NoteForm | None = None


def _shown(difference: Difference, framework: Framework, notes: tuple[FairnessNote, ...], form: NoteForm | None = None) -> Shown:
    return Shown(
        difference=difference,
        between=words.between_words(difference, framework),
        size=words.size_words(difference),
        kind=words.KINDS.get(difference.size, "soft"),
        share=words.share_words(difference),
        notes=notes,
        reasons=words.possible_reasons(difference),
        form=form,
    )


@require_GET
@for_reviewers
def fairness(request: HttpRequest) -> HttpResponse:
    """Show every difference found, of one way to group people where asked."""
    framework, codes = framework_asked(request)
    edition = shown_edition(framework.code)
    asked = request.GET.get("by", "")
    by = asked if asked in Grouping.values else ""
    found = fairness_of(edition) if edition else None
    listed = [one for one in found.found if not by or one.difference.by == by] if found else []
    pages = Paginator(listed, PAGE).get_page(request.GET.get("page"))
    context = {
        "framework": framework,
        "codes": codes,
        "edition": edition,
        "by": by,
        "groupings": [(code, label) for code, label in Grouping.choices],
        "tallies": found.tallies if found else (),
        "made": sum(one.made for one in found.tallies) if found else 0,
        "too_few": sum(one.too_few for one in found.tallies) if found else 0,
        "count": len(listed),
        "sure": sum(one.difference.kept for one in listed),
        "by_chance": round(found.by_chance) if found else 0,
        "pages": pages,
        "lines": [_line(one, framework) for one in pages],
        "sizes": sizes(listed),
        "forest": pictures.forest(listed, framework),
        "finding": pictures.finding(listed),
        "ends": pictures.ENDS,
        "negligible": pictures.NEGLIGIBLE,
        "least": LEAST_GROUP,
    }
    return render(request, "assessment/fairness/fairness.html", context)


def _line(one: Found, framework: Framework) -> Shown:
    shown = _shown(one.difference, framework, one.notes)
    stem = Truncator(bare(str(_stem(one.item)))).chars(LONGEST_STEM)
    more = {"uid": one.item.uid, "stem": stem, "competence": one.item.competence, "asked": one.asked}
    return Shown(**{name: getattr(shown, name) for name in Shown.__slots__} | more)


def _stem(item: ItemVersion) -> Said:
    return Text(document_of(item).stem).in_language(get_language() or "fr")


@require_http_methods(["GET", "POST"])
@for_reviewers
def item(request: HttpRequest, uid: str) -> HttpResponse:
    """Show all the comparisons of a question, and keep what is concluded of one."""
    version = ItemVersion.objects.filter(uid=uid).order_by("-current", "-pk").first()
    if version is None:
        raise Http404
    framework = framework_behind(version)
    edition = shown_edition(framework.code)
    found = item_fairness(uid, edition) if edition else None
    if request.method != "POST":
        return _page(request, version, framework, found)
    if found is None:
        raise Http404
    form = NoteForm(request.POST)
    valid = form.is_valid()
    between = tuple(form.data.get(name, "") for name in ("by", "reference", "focal"))
    difference = next((one for one in found.notable if one.between == between), None)
    if difference is None:
        raise Http404
    if not valid:
        return _page(request, version, framework, found, refused=form, at=difference)
    note_difference(
        key=form.cleaned_data["key"],
        item=found.item,
        difference=difference,
        conclusion=Conclusion(form.cleaned_data["conclusion"]),
        reason=form.cleaned_data["reason"],
        by=person_of(request),
        now=timezone.now(),
    )
    messages.success(request, _("Your conclusion is kept. You can take it back below."))
    return HttpResponseRedirect(reverse("assessment:item_fairness", args=[uid]))


def _page(
    request: HttpRequest,
    version: ItemVersion,
    framework: Framework,
    found: ItemFairness | None,
    *,
    refused: NoteForm | None = None,
    at: Difference | None = None,
) -> HttpResponse:
    shown = []
    for place, one in enumerate(found.notable if found else ()):
        form = refused if one == at else _blank(one, place)
        shown.append(_shown(one, framework, tuple(found.notes.get(one.between, ())) if found else (), form))
    item = found.item if found else version
    context = {
        "item": item,
        "stem": _stem(item),
        "framework": framework,
        "found": found,
        "shown": shown,
        "forest": pictures.forest_of(found.differences, framework) if found else [],
        "finding": pictures.finding_of(found.differences) if found else "",
        "ends": pictures.ENDS,
        "negligible": pictures.NEGLIGIBLE,
        "least": LEAST_GROUP,
    }
    return render(request, "assessment/fairness/item.html", context, status=422 if refused else 200)


def _blank(difference: Difference, place: int) -> NoteForm:
    initial = {"key": uuid7(), "by": difference.by, "reference": difference.reference, "focal": difference.focal}
    return NoteForm(initial=initial, auto_id=f"id_{place}_%s")


@require_POST
@for_reviewers
def withdraw(request: HttpRequest, uid: str) -> HttpResponse:
    """Take a conclusion back."""
    try:
        changed = withdraw_note(key=UUID(request.POST.get("note", "")), uid=uid, by=person_of(request), now=timezone.now())
    except (ValueError, FairnessNote.DoesNotExist):
        raise Http404 from None
    if changed:
        messages.success(request, _("The conclusion is taken back. It stays in the records."))
    return HttpResponseRedirect(reverse("assessment:item_fairness", args=[uid]))
