from django.urls import path

from sextant.assessment.quality.views import correcting, deciding, items

# The last of the addresses below questions/: what no other page there is called is taken for a question.
urlpatterns = [
    path("", items.items, name="items"),
    path("<str:uid>/", items.item, name="item"),
    path("<str:uid>/depuis/", items.since, name="item_since"),
    path("<str:uid>/decider/", deciding.decide, name="item_decide"),
    path("<str:uid>/corriger/", correcting.correct, name="item_correct"),
    path("<str:uid>/signalement/<uuid:key>/", deciding.answer_report, name="item_report"),
]
