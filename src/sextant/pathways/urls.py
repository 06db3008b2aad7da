from django.urls import path

from sextant.pathways.views import feed, plan, profile, steps

app_name = "pathways"

urlpatterns = [
    path("", plan.plan, name="plan"),
    path("etat/<uuid:pk>/", plan.state, name="state"),
    path("contraintes/", plan.constraints, name="constraints"),
    path("assouplir/", plan.relax, name="relax"),
    path("autrement/", plan.explain, name="explain"),
    path("profil/", profile.who, name="profile"),
    path("profil/stades/", profile.stages, name="profile_stages"),
    path("profil/acquis/", profile.known, name="profile_known"),
    path("profil/semaine/", profile.week, name="profile_week"),
    path("profil/but/", profile.goal, name="profile_goal"),
    path("etape/<str:module>/", steps.step, name="step"),
    path("etape/<str:module>/fini/", steps.finish, name="finish"),
    path("etape/<str:module>/choix/", steps.choose, name="choose"),
    path("etape/<str:module>/test/", steps.test, name="test"),
    path("agenda/", feed.feed, name="feed"),
    path("agenda/<str:token>.ics", feed.ics, name="ics"),
]
