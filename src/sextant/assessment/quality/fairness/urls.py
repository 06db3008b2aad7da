from django.urls import path

from sextant.assessment.quality.fairness import views

urlpatterns = [
    path("equite/", views.fairness, name="fairness"),
    path("<str:uid>/equite/", views.item, name="item_fairness"),
    path("<str:uid>/equite/retirer/", views.withdraw, name="item_fairness_withdraw"),
]
