from django.urls import path

from sextant.assessment.quality.bank import views

urlpatterns = [
    path("", views.bank, name="bank"),
    path("banque.csv", views.export, name="bank_export"),
]
