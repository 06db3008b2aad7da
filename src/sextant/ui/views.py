"""The gallery of components, for those who write pages."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import override

from .gallery import samples


def gallery(request: HttpRequest) -> HttpResponse:
    """
    Show every component in each of its states; on a campus in production, to administrators only: its learners have nothing to do there.

    The samples are written in English, so the page is English whatever the reader chose.
    """
    if settings.PROFILE == "production" and not getattr(request.user, "is_staff", False):
        raise Http404
    with override("en"):
        return render(request, "ui/gallery.html", samples())
