"""Who is learning in this browser: the person's learner, or a visitor's that the session remembers."""

from datetime import datetime
from uuid import UUID

from django.db.models import UUIDField
from django.http import Http404, HttpRequest

from sextant.accounts.actions import create_learner
from sextant.accounts.models import Learner
from sextant.accounts.sessions import LEARNER_KEY
from sextant.ground.compiled import CompiledObjects, Given


def learner_of(request: HttpRequest) -> Learner | None:
    """Return the learner of this request: that of the person logged in, else the visitor's, else None. One query a request."""
    if not hasattr(request, "_learner"):
        request._learner = _find(request)  # type: ignore[attr-defined]
    return request._learner  # type: ignore[attr-defined,no-any-return]


def _find(request: HttpRequest) -> Learner | None:
    if request.user.is_authenticated:
        return _OF_PERSON.first(person=request.user.pk)
    return visitor_of(request)


_OF_PERSON = CompiledObjects(Learner, lambda: Learner.objects.filter(person=Given("person", UUIDField())).order_by("pk")[:1])


def visitor_of(request: HttpRequest) -> Learner | None:
    """Return the visitor's learner that the session remembers, unless it has become somebody's."""
    key = request.session.get(LEARNER_KEY)
    return Learner.objects.filter(pk=UUID(key), person=None).first() if key else None


def forget_visitor(request: HttpRequest) -> None:
    """Have the session forget the visitor's learner: it is kept by a person now, or gone."""
    request.session.pop(LEARNER_KEY, None)
    vars(request).pop("_learner", None)


def learner_or_new(request: HttpRequest, *, now: datetime) -> Learner:
    """Return the learner of this request, made if there is none yet."""
    learner = learner_of(request)
    if learner is None:
        person = request.user if request.user.is_authenticated else None
        learner = create_learner(person=person, now=now)
        request._learner = learner  # type: ignore[attr-defined]
        if person is None:
            request.session[LEARNER_KEY] = str(learner.pk)
    return learner


def learner_or_404(request: HttpRequest) -> Learner:
    """Return the learner of this request, or answer 404: there is nothing here for a stranger."""
    learner = learner_of(request)
    if learner is None:
        raise Http404
    return learner
