"""Every address, by room."""

from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("sextant.insight.urls")),
    path("compte/", include("sextant.accounts.urls")),
    path("diagnostic/", include("sextant.assessment.urls")),
    path("parcours/", include("sextant.pathways.urls")),
    path("etude/", include("sextant.study.urls")),
    path("referentiel/", include("sextant.frameworks.urls")),
    path("lexique/", include("sextant.catalogue.urls")),
    path("administration/", admin.site.urls),
    path("i18n/", include("django.conf.urls.i18n")),
]
if settings.DEMO:
    urlpatterns.append(path("", include("sextant.config.demo.urls")))
