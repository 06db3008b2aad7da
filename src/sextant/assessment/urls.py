from django.urls import include, path

from sextant.assessment.views import diagnostic, question, result, taster

app_name = "assessment"

urlpatterns = [
    path("essai/", taster.start, name="taster"),
    path("essai/resultat/", taster.result, name="taster_result"),
    path("essai/effacer/", taster.forget, name="taster_forget"),
    path("diagnostic/", diagnostic.diagnostic, name="diagnostic"),
    path("diagnostic/<uuid:pk>/", question.question, name="question"),
    path("diagnostic/<uuid:pk>/suivante/", question.following, name="next"),
    path("diagnostic/<uuid:pk>/explication/<int:position>/", question.explanation, name="explanation"),
    path("diagnostic/<uuid:pk>/explications/", question.explanations, name="explanations"),
    path("diagnostic/<uuid:pk>/terminer/", question.finish, name="finish"),
    path("diagnostic/<uuid:pk>/signaler/<int:position>/", question.report, name="report"),
    path("resultat/", result.result, name="result"),
    path("resultat/preciser/", result.settle, name="settle"),
    path("resultat/pdf", result.pdf, name="result_pdf"),
    path("questions/calibration/", include("sextant.assessment.calibration.urls")),
    path("questions/banque/", include("sextant.assessment.quality.bank.urls")),
    path("questions/", include("sextant.assessment.quality.fairness.urls")),
    path("questions/", include("sextant.assessment.quality.urls")),
]
