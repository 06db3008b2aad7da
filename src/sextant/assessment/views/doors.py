from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse

from sextant.accounts.models import Person
from sextant.assessment.models import ItemVersion
from sextant.assessment.permissions import can_review_items
from sextant.frameworks.document import Framework
from sextant.frameworks.queries import NoFramework, framework_for


def for_reviewers(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Open a page to those who keep the questions right; for others it does not exist."""

    @login_required
    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not can_review_items(person_of(request)):
            raise Http404
        return view(request, *args, **kwargs)

    return wrapper


def person_of(request: HttpRequest) -> Person:
    """Return who is logged in: every view behind this door asks for it first."""
    return cast(Person, request.user)


def framework_behind(item: ItemVersion) -> Framework:
    """Return the framework of a question; a question whose framework is gone has no page."""
    try:
        return framework_for(code=item.framework)
    except NoFramework:
        raise Http404 from None


def whole_number(text: str) -> int | None:
    """Return a positive whole number, or nothing."""
    return int(text) if text.isdecimal() and len(text) < 16 else None
