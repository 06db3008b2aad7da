from django.urls import path

from sextant.study.remarks.views import queue, said

urlpatterns = [
    path("", said.mine, name="remarks"),
    path("sur/<str:uid>/note/", said.rate, name="rate"),
    path("sur/<str:uid>/erreur/", said.error, name="report_error"),
    path("sur/<str:uid>/question/", said.propose, name="propose_item"),
    path("file/", queue.queue, name="remark_queue"),
    path("file/notes/", queue.ratings, name="ratings"),
    path("file/questions.yaml", queue.proposals, name="proposals"),
    path("file/remarque/<uuid:key>/", queue.remark, name="review_remark"),
    path("file/question/<uuid:key>/", queue.report, name="review_report"),
]
