"""Routes of the design system."""

from django.urls import path

from . import views

app_name = "ui"

urlpatterns = [path("", views.gallery, name="gallery")]
