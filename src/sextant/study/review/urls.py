from django.urls import path

from sextant.study.review.views import deck, exports, round

urlpatterns = [
    path("", round.home, name="review"),
    path("carte/<uuid:pk>/", round.card, name="review_card"),
    path("fin/", round.end, name="review_end"),
    path("cartes/", deck.deck, name="review_deck"),
    path("cartes/<uuid:pk>/", deck.change, name="review_change"),
    path("ajouter/", deck.add, name="review_add"),
    path("rythme/", deck.pace, name="review_pace"),
    path("paquet.<str:kind>", exports.export, name="review_export"),
]
