"""The addresses of transcripts. That of a public page comes last: its only part is any code."""

from django.urls import path

from sextant.credentials import views

app_name = "credentials"

urlpatterns = [
    path("", views.transcripts, name="transcripts"),
    path("verifier/", views.check, name="check"),
    path("<uuid:pk>/pdf", views.pdf, name="pdf"),
    path("<uuid:pk>/retirer/", views.take_back, name="withdraw"),
    path("<str:code>/", views.public, name="public"),
]
