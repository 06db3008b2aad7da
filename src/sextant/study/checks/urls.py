from django.urls import path

from sextant.study.checks.views import check, kept, notebook

urlpatterns = [
    path("erreurs/", notebook.errors, name="errors"),
    path("reprise/", kept.check_kept, name="check_kept"),
    path("<str:uid>/", check.check, name="check"),
    path("<str:uid>/signaler/", notebook.report, name="check_report"),
]
