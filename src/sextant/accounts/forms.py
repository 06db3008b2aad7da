from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import (
    AddEmailForm,
    ChangePasswordForm,
    ConfirmLoginCodeForm,
    LoginForm,
    ReauthenticateForm,
    RequestLoginCodeForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
    SetPasswordForm,
    SignupForm,
)
from django import forms
from django.conf import settings
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from sextant.accounts.institutions.queries import institutions_managed_alone_by
from sextant.accounts.models import Person
from sextant.accounts.queries import owner_of

PASSWORD_HINT = _("At least 10 characters. A short sentence is easier to remember than signs and figures.")
REMEMBER = _("This device is mine")
LANGUAGES = [(code, get_language_info(code)["name_local"].capitalize()) for code, _name in settings.LANGUAGES]
"""Each under its own name: somebody lost in a language they do not read must find theirs."""
REMEMBER_HINT = _("Stay logged in for 14 days. Leave this empty on a computer that others use.")


class OurWords:
    """Labels and hints in our words, no grey text inside the fields (it vanishes as soon as one types)."""

    labels: dict[str, Any] = {}
    hints: dict[str, Any] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():  # type: ignore[attr-defined]
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)
            field.help_text = self.hints.get(name, "")


class LogIn(OurWords, LoginForm):  # type: ignore[misc]
    """Address and password."""

    labels = {"login": _("E-mail address"), "password": _("Password"), "remember": REMEMBER}
    hints = {"remember": REMEMBER_HINT}


class SignUp(OurWords, SignupForm):  # type: ignore[misc]
    """Address and password of a new account."""

    labels = {"email": _("E-mail address"), "password1": _("Password")}
    hints = {"password1": PASSWORD_HINT}

    def try_save(self, request: HttpRequest) -> tuple[Person | None, HttpResponse | None]:
        """Make the account; where a second click came first, lead to the log-in."""
        try:
            with transaction.atomic():
                made: tuple[Person | None, HttpResponse | None] = super().try_save(request)
                return made
        except IntegrityError:
            messages.info(request, get_adapter(request).error_messages["email_taken"])
            return None, redirect("account_login")


class AskForCode(OurWords, RequestLoginCodeForm):  # type: ignore[misc]
    """The address to which a one-time code is sent."""

    labels = {"email": _("E-mail address")}
    _user: Person | None

    def clean_email(self) -> str:
        """Let in only by an address that is the account's own or was proved: an address merely added to an account proves nothing."""
        email: str = super().clean_email()
        if self._user:
            self._user = owner_of(email)
        return email


class GiveCode(OurWords, ConfirmLoginCodeForm):  # type: ignore[misc]
    """The one-time code."""

    remember = forms.BooleanField(required=False)
    labels = {"code": _("One-time code"), "remember": REMEMBER}
    hints = {"remember": REMEMBER_HINT}


class AddAddress(OurWords, AddEmailForm):  # type: ignore[misc]
    """One more address."""

    labels = {"email": _("E-mail address")}


class AskForReset(OurWords, ResetPasswordForm):  # type: ignore[misc]
    """The address to which the link is sent."""

    labels = {"email": _("E-mail address")}
    users: list[Person]

    def clean_email(self) -> str:
        """Write to the account of this address only, not to those it was merely added to."""
        email: str = super().clean_email()
        owner = owner_of(email.lower()) if self.users else None
        self.users = [owner] if owner else []
        return email


class _NewPassword(OurWords):
    labels = {"oldpassword": _("Current password"), "password1": _("New password")}
    hints = {"password1": PASSWORD_HINT}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Typed once: browsers can show it, and a mistake is mended by mail.
        self.fields.pop("password2")  # type: ignore[attr-defined]


class ResetPassword(_NewPassword, ResetPasswordKeyForm):  # type: ignore[misc]
    """A new password, from the link of a mail."""


class ChangePassword(_NewPassword, ChangePasswordForm):  # type: ignore[misc]
    """The current password and a new one."""


class SetPassword(_NewPassword, SetPasswordForm):  # type: ignore[misc]
    """A first password, for somebody who logs in by code."""


class ProveAgain(OurWords, ReauthenticateForm):  # type: ignore[misc]
    """The password, asked again before something that matters."""

    labels = {"password": _("Password")}


class Profile(forms.ModelForm[Person]):
    """Name and language."""

    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES, widget=forms.RadioSelect)

    class Meta:
        model = Person
        fields = ("name", "language")
        labels = {"name": _("Name")}
        help_texts = {"name": _("As your teachers know you. Other learners do not see it.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].widget.attrs["autocomplete"] = "name"


class EraseAccount(forms.Form):
    """The person's own address, typed to make sure; and a word of whoever leaves an institution without a manager."""

    address = forms.EmailField(label=_("Your e-mail address"), help_text=_("Typed in full, so that nobody erases an account by accident."))

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        self.fields["address"].widget.attrs["autocomplete"] = "off"
        self.left_alone = institutions_managed_alone_by(person)
        if self.left_alone:
            self.fields["leave"] = forms.BooleanField(
                label=_("I know that nobody will manage %(institutions)s any more")
                % {"institutions": ", ".join(one.name for one in self.left_alone)},
                error_messages={"required": _("Name another manager first; or tick this box, and an administrator will have to name one.")},
            )

    def clean_address(self) -> str:
        """Refuse another address than the person's."""
        address: str = self.cleaned_data["address"].strip().lower()
        if address != self.person.email:
            raise forms.ValidationError(_("This is not the address of this account. It is written at the top of the page “My account”."))
        return address


class EraseVisit(forms.Form):
    """A visitor's word that they want their answers gone."""

    sure = forms.BooleanField(label=_("Yes, erase the answers given on this device"))
