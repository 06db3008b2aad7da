"""The lexicon, for everybody."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sextant.accounts.visitors import learner_of
from sextant.catalogue.lexicon import by_letter, matching
from sextant.catalogue.queries import terms_of
from sextant.frameworks.citations import cited
from sextant.frameworks.queries import NoFramework, framework_of

LONGEST_SEARCH = 100


@require_safe
def lexicon(request: HttpRequest) -> HttpResponse:
    """Show the lexicon, or the part of it that holds the words looked for."""
    language = (get_language() or "fr").split("-")[0]
    wanted = request.GET.get("q", "").strip()[:LONGEST_SEARCH]
    try:
        framework = framework_of(learner_of(request))
    except NoFramework:
        return render(request, "catalogue/lexicon.html", {"letters": [], "wanted": wanted, "count": 0, "all": 0})
    terms = terms_of(framework.code)
    found = matching(terms, wanted)
    sources = dict(zip((term.uid for term in found), cited([term.source] for term in found), strict=True))
    letters = [
        (letter, [(entry, sources[entry.term.uid], framework.title_of(entry.term.competence)) for entry in entries])
        for letter, entries in by_letter(found, terms, language=language)
    ]
    context = {
        "letters": letters,
        "wanted": wanted,
        "count": len(found),
        "all": len(terms),
        "tabs": [(letter, letter, f"#lettre-{letter}") for letter, _entries in letters],
        "label": _("Letters"),
    }
    return render(request, "catalogue/lexicon.html", context)
