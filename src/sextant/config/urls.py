"""Every address, by room."""

from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from sextant.accounts.views.account import set_language
from sextant.study.offline.views import web_manifest, worker

# One way in, with its limits on attempts: the administration has none of its own.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("sextant.insight.urls")),
    path("compte/", include("sextant.accounts.urls")),
    path("compte/", include("sextant.accounts.library_urls")),
    path("", include("sextant.assessment.urls")),
    path("parcours/", include("sextant.pathways.urls")),
    path("etude/", include("sextant.study.urls")),
    path("releve/", include("sextant.credentials.urls")),
    path("referentiel/", include("sextant.frameworks.urls")),
    path("lexique/", include("sextant.catalogue.urls")),
    path("_ui/", include("sextant.ui.urls")),
    path("administration/", admin.site.urls),
    path("langue/", set_language, name="set_language"),
    # At the root: a service worker serves the addresses below its own.
    path("sw.js", worker, name="worker"),
    path("manifest.webmanifest", web_manifest, name="manifest"),
]
if settings.DEMO:
    urlpatterns.append(path("", include("sextant.config.demo.urls")))
