from django.urls import path

from sextant.frameworks import views

app_name = "frameworks"

urlpatterns = [
    path("", views.framework, name="framework"),
    path("versions/", views.versions, name="versions"),
    path("normes/", views.norms, name="norms"),
]
