"""The gallery of components, for those who write pages."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import override

from .gallery import samples


def gallery(request: HttpRequest) -> HttpResponse:
    """Show every component in each of its states. The samples are written in English, so the page is English whatever the reader chose."""
    with override("en"):
        return render(request, "ui/gallery.html", samples())
