from django.urls import path

from sextant.study.exercises import views

urlpatterns = [
    path("", views.index, name="exercises"),
    path("<str:uid>/", views.exercise, name="exercise"),
    path("<str:uid>/<uuid:attempt>/", views.done, name="exercise_done"),
]
