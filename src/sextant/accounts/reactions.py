"""Answers to the account library's own signals."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed, user_logged_in
from django.conf import settings
from django.contrib import messages
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from sextant.accounts import actions
from sextant.accounts.models import Person
from sextant.accounts.proofs import take_proof
from sextant.accounts.visitors import forget_visitor, visitor_of


@receiver(user_logged_in, dispatch_uid="accounts.welcome")
def welcome(request: HttpRequest, user: Person, response: HttpResponse | None = None, **_signal: Any) -> None:
    """Keep what a visitor did, join the cohorts that invited them, and speak their language."""
    now = timezone.now()
    visitor = visitor_of(request)
    learner = actions.keep_learner(learner=visitor, person=user, now=now)
    forget_visitor(request)
    proved = take_proof(request)
    if proved:
        actions.prove_address(person=user, email=proved)
    _join(request, user, learner=learner)
    if settings.LANGUAGE_COOKIE_NAME in request.COOKIES:
        # They chose a language in this browser just before: that is their choice from now on.
        actions.change_language(person=user, language=request.LANGUAGE_CODE[:2])
    elif response is not None:
        remember_language(response, user.language)


@receiver(email_confirmed, dispatch_uid="accounts.address_proved")
def address_proved(request: HttpRequest, email_address: EmailAddress, **_signal: Any) -> None:
    """Join the cohorts that invited this address; where the proof came by code from outside, make sure that nobody else waits inside."""
    person = email_address.user
    if request.user.is_authenticated:
        actions.leave_alone(person=person, address=email_address)
        learner = actions.keep_learner(learner=None, person=person, now=timezone.now())
        _join(request, person, learner=learner)
    elif actions.reclaim(person=person, address=email_address):
        messages.warning(
            request,
            _(
                "You have just proved that this address is yours. For your safety, the password chosen before that no longer works: "
                "choose a new one on the page “My account”, or go on with one-time codes."
            ),
        )


def join_as(request: HttpRequest, person: Person, *, email: str) -> bool:
    """Take it that `person` reads the mail of `email` and join the cohorts that invited it, if it is theirs; return whether it is."""
    if not actions.prove_address(person=person, email=email):
        return False
    _join(request, person, learner=actions.keep_learner(learner=None, person=person, now=timezone.now()))
    return True


def _join(request: HttpRequest, person: Person, *, learner: Any) -> None:
    for cohort in actions.accept_invitations(person=person, learner=learner, now=timezone.now()):
        messages.success(request, _("You have joined the cohort “%(cohort)s”.") % {"cohort": cohort.name})


def remember_language(response: HttpResponse, language: str) -> None:
    """Have this browser read in `language`."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
        secure=settings.LANGUAGE_COOKIE_SECURE,
    )
