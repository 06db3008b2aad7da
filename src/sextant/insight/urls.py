from django.urls import path

from sextant.insight.views import landing

app_name = "insight"

urlpatterns = [
    path("", landing.landing, name="landing"),
]
