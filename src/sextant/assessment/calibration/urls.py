from django.urls import path

from sextant.assessment.calibration import views

urlpatterns = [
    path("", views.listed, name="editions"),
    path("<str:name>/", views.edition, name="edition"),
    path("<str:name>/utiliser/", views.use, name="edition_use"),
]
