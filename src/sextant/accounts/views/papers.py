"""What a public service must say about itself."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from sextant.accounts.papers import holdings_by_category


@require_GET
def privacy(request: HttpRequest) -> HttpResponse:
    """Say what is held, why, how long, and who sees it."""
    return render(request, "accounts/privacy.html", {"categories": holdings_by_category()})


@require_GET
def accessibility(request: HttpRequest) -> HttpResponse:
    """State how accessible this campus is, and what to do when it is not."""
    return render(request, "accounts/accessibility.html")


@require_GET
def legal(request: HttpRequest) -> HttpResponse:
    """Say what this is, who answers for it, and what it is not."""
    return render(request, "accounts/legal.html")
