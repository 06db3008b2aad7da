from django.urls import path

from sextant.catalogue import views

app_name = "catalogue"

urlpatterns = [path("", views.lexicon, name="lexicon")]
