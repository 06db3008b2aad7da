from django.urls import path

from sextant.study.offline import views

urlpatterns = [
    path("copies/", views.copies, name="copies"),
    path("copies/moi/", views.me, name="me"),
    path("copies/<str:uid>/<str:content_hash>/<str:language>/", views.copy, name="copy"),
    path("hors-ligne/<str:language>/", views.away, name="away"),
]
