from django.urls import path

from sextant.accounts.views import account, invited, leaving, papers

app_name = "accounts"

urlpatterns = [
    path("", account.account, name="account"),
    path("donnees/", account.export, name="export"),
    path("invitation/<str:token>/", invited.invited, name="invited"),
    path("effacer/", leaving.erase, name="erase"),
    path("effacement/<uuid:key>/", leaving.receipt, name="receipt"),
    path("au-revoir/", leaving.goodbye, name="goodbye"),
    path("present/", account.alive, name="alive"),
    path("confidentialite/", papers.privacy, name="privacy"),
    path("accessibilite/", papers.accessibility, name="accessibility"),
    path("mentions-legales/", papers.legal, name="legal"),
]
