from django.urls import path

from sextant.study.notes import views

urlpatterns = [
    path("", views.notes, name="notes"),
    path("ecrire/", views.write, name="note_write"),
    path("export.<str:kind>", views.export, name="notes_export"),
    path("<uuid:pk>/effacer/", views.delete, name="note_delete"),
    path("<uuid:pk>/reunir/", views.merge, name="note_merge"),
]
