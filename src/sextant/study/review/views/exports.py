"""The deck as a file, for its learner only."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from sextant.study.review.anki import to_apkg
from sextant.study.review.exports import sheets_of, to_csv
from sextant.study.review.queries import zone_of
from sextant.study.review.views.here import language, reviewer

TYPES = {"csv": "text/csv; charset=utf-8", "apkg": "application/octet-stream"}


@never_cache
@require_safe
@login_required
def export(request: HttpRequest, kind: str) -> HttpResponse:
    """Give my cards as a table (`csv`) or as an Anki package (`apkg`)."""
    if kind not in TYPES:
        raise Http404
    learner = reviewer(request)
    sheets = sheets_of(learner)
    body = to_csv(sheets, zone=zone_of(learner)) if kind == "csv" else to_apkg(sheets, language=language(), now=timezone.now())
    response = HttpResponse(body, content_type=TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="sextant-revision.{kind}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
