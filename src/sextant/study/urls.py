"""The addresses of the study room. The resources come last: their first part is any uid."""

from django.urls import include, path

app_name = "study"

urlpatterns = [
    path("controles/", include("sextant.study.checks.urls")),
    path("notes/", include("sextant.study.notes.urls")),
    path("revision/", include("sextant.study.review.urls")),
    path("remarques/", include("sextant.study.remarks.urls")),
    path("exercices/", include("sextant.study.exercises.urls")),
    path("", include("sextant.study.offline.urls")),
    path("", include("sextant.study.reading.urls")),
]
