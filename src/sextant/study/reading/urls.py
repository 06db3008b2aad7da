from django.urls import path

from sextant.study.reading import views

urlpatterns = [
    path("", views.home, name="home"),
    path("<str:uid>/", views.read, name="resource"),
    path("<str:uid>/visite/", views.visit, name="visit"),
    # A stored version of a resource; below it stand its figures.
    path("<str:uid>/<str:content_hash>/", views.read, name="version"),
    path("<str:uid>/<str:content_hash>/<str:name>", views.figure, name="figure"),
]
