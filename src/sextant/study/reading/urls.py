from django.urls import path

from sextant.study.reading import views

urlpatterns = [
    path("<str:uid>/", views.read, name="resource"),
    # The address below which the figures of a version stand; itself it shows nothing.
    path("<str:uid>/<str:content_hash>/", views.figure, {"name": ""}, name="figures"),
    path("<str:uid>/<str:content_hash>/<str:name>", views.figure, name="figure"),
]
