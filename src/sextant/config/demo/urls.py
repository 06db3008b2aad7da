from django.urls import path

from sextant.config.demo import views

app_name = "demo"

urlpatterns = [
    path("_mail/", views.mailbox, name="mailbox"),
    path("_demo/enter/", views.enter, name="enter_one"),
    path("_demo/enter/<slug:key>/", views.enter, name="enter"),
]
