"""A question, written anew."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sextant.assessment.document import ChoiceDocument
from sextant.assessment.quality import actions
from sextant.assessment.quality.forms import ChoiceForm, WrittenForm, YamlForm, initial_of, is_choice
from sextant.assessment.quality.queries.sheet import Sheet, sheet
from sextant.assessment.quality.rewriting import NotAQuestion, NothingChanged, as_text, body_in, rewritten
from sextant.assessment.views.doors import for_reviewers, framework_behind, person_of
from sextant.frameworks.document import Framework
from sextant.kernel.text import Text


@require_http_methods(["GET", "POST"])
@for_reviewers
def correct(request: HttpRequest, uid: str) -> HttpResponse:
    """Write a new version of the question asked today."""
    found = sheet(uid, version=None, by=person_of(request))
    if found is None:
        raise Http404
    framework = framework_behind(found.item)
    form = _form(request, found, framework)
    if request.method == "POST" and form.is_valid() and _kept(request, found, framework, form):
        messages.success(request, _("The new version is asked from now on; the answers to the old one stay with it."))
        return HttpResponseRedirect(reverse("assessment:item", args=[uid]))
    context = {
        "sheet": found,
        "item": found.item,
        "stem": Text(found.document.stem),
        "form": form,
        "fields": isinstance(form, ChoiceForm),
    }
    return render(request, "assessment/quality/correct.html", context, status=422 if form.is_bound else 200)


def _form(request: HttpRequest, found: Sheet, framework: Framework) -> ChoiceForm | YamlForm:
    document, posted = found.document, request.POST or None
    base: dict[str, Any] = {"base": found.item.pk}
    if is_choice(document):
        assert isinstance(document, ChoiceDocument)
        return ChoiceForm(document, framework, posted, initial=initial_of(document) | base)
    return YamlForm(posted, initial={"text": as_text(document)} | base)


def _kept(request: HttpRequest, found: Sheet, framework: Framework, form: WrittenForm) -> bool:
    """Keep the correction, or say in the form what prevents it."""
    now = timezone.now()
    base = next((one for one in found.versions if one.pk == form.cleaned_data["base"]), None)
    if base is None:
        form.add_error(None, _meanwhile())
        return False
    try:
        body = form.body() if isinstance(form, ChoiceForm) else body_in(form.cleaned_data["text"], item=base)
        document = rewritten(body, item=base, framework=framework, today=timezone.localdate(now))
        actions.correct(
            version=base.pk, document=document, framework=framework, by=person_of(request), reason=form.cleaned_data["reason"], now=now
        )
    except NotAQuestion as refusal:
        for fault in refusal.faults:
            form.add_error(None, fault)
    except NothingChanged:
        form.add_error(None, _("Nothing has changed: this is what the question says already."))
    except actions.AlreadyWritten:
        form.add_error(None, _("An earlier version says exactly this: open it from the history, and ask it again there."))
    except actions.CorrectedMeanwhile:
        form.add_error(None, _meanwhile())
    return not form.errors


def _meanwhile() -> str:
    return _(
        "Somebody corrected this question while you were writing. What you wrote is still here: compare it with the version asked today, "
        "in another tab, then copy what is missing."
    )
