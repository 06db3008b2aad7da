"""The account library's views that we use, at our addresses; their names are the library's, which reverses them itself."""

from allauth.account import views
from django.contrib.auth.decorators import login_required
from django.urls import path, re_path

from sextant.accounts.views.leaving import quit_campus

urlpatterns = [
    path("connexion/", views.login, name="account_login"),
    path("connexion/code/", views.request_login_code, name="account_request_login_code"),
    path("connexion/code/confirmer/", views.confirm_login_code, name="account_confirm_login_code"),
    path("connexion/confirmer/", views.reauthenticate, name="account_reauthenticate"),
    path("inscription/", views.signup, name="account_signup"),
    path("quitter/", quit_campus, name="account_logout"),
    path("inactif/", views.account_inactive, name="account_inactive"),
    path("adresses/", views.email, name="account_email"),
    path("adresses/verification/", views.email_verification_sent, name="account_email_verification_sent"),
    # Only somebody who is in the account may say that its address is theirs: a stranger could sign up with your address and wait.
    re_path(r"^adresses/confirmer/(?P<key>[-:\w]+)/$", login_required(views.confirm_email), name="account_confirm_email"),
    path("mot-de-passe/", views.password_change, name="account_change_password"),
    path("mot-de-passe/choisir/", views.password_set, name="account_set_password"),
    path("mot-de-passe/oublie/", views.password_reset, name="account_reset_password"),
    path("mot-de-passe/oublie/envoye/", views.password_reset_done, name="account_reset_password_done"),
    path("mot-de-passe/nouveau/fait/", views.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    re_path(
        r"^mot-de-passe/nouveau/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
]
