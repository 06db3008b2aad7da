from django.urls import path

from sextant.insight.evidence import views as evidence
from sextant.insight.history import views as history
from sextant.insight.reminders import views as reminders
from sextant.insight.search import views as search
from sextant.insight.views import cap, cohorts, desk, institutions, invitations, landing, reports, rosters

app_name = "insight"

urlpatterns = [
    path("", landing.landing, name="landing"),
    path("cap/", cap.cap, name="cap"),
    path("cap/rythme/", reminders.rhythm, name="rhythm"),
    path("rappels/arreter/<str:token>/", reminders.stop, name="reminders_stop"),
    path("rappels/reprendre/", reminders.resume, name="reminders_resume"),
    path("resultat/<str:competence>/historique/", history.history, name="history"),
    path("resultat/<str:competence>/historique/refaire/", history.doubt, name="doubt"),
    path("recherche/", search.search, name="search"),
    path("preuves/", evidence.evidence, name="evidence"),
    path("preuves/effets.csv", evidence.table, name="evidence_table"),
    path("pupitre/", desk.desk, name="desk"),
    path("pupitre/etablissements/nouveau/", institutions.create, name="institution_new"),
    path("pupitre/etablissements/<uuid:key>/", institutions.institution, name="institution"),
    path("pupitre/etablissements/<uuid:key>/modifier/", institutions.change, name="institution_change"),
    path("pupitre/etablissements/<uuid:key>/responsables/", institutions.name_manager, name="manager_name"),
    path("pupitre/etablissements/<uuid:key>/promotions/nouvelle/", cohorts.create, name="cohort_new"),
    path("pupitre/roles/<uuid:key>/retirer/", institutions.end_role, name="role_end"),
    path("pupitre/promotions/<uuid:key>/", cohorts.cohort, name="cohort"),
    path("pupitre/promotions/<uuid:key>/reglages/", cohorts.settings, name="cohort_settings"),
    path("pupitre/promotions/<uuid:key>/enseignants/", cohorts.name_teacher, name="teacher_name"),
    path("pupitre/promotions/<uuid:key>/archiver/", cohorts.archive, name="cohort_archive"),
    path("pupitre/promotions/<uuid:key>/liste/", rosters.upload, name="roster"),
    path("pupitre/promotions/<uuid:key>/liste/modele.<str:kind>", rosters.template, name="roster_template"),
    path("pupitre/promotions/<uuid:key>/invitations/", invitations.invitations, name="invitations"),
    path("pupitre/promotions/<uuid:key>/rapport/", reports.report, name="report"),
    path("pupitre/promotions/<uuid:key>/rapport.pdf", reports.pdf, name="report_pdf"),
    path("pupitre/promotions/<uuid:key>/export.<str:kind>", reports.export, name="export"),
    path("pupitre/listes/<uuid:key>/", rosters.difference, name="roster_difference"),
    path("pupitre/listes/<uuid:key>/appliquer/", rosters.apply, name="roster_apply"),
    path("pupitre/listes/<uuid:key>/annuler/", rosters.undo, name="roster_undo"),
    path("pupitre/listes/<uuid:key>/oublier/", rosters.discard, name="roster_discard"),
    path("pupitre/invitations/<uuid:key>/retirer/", invitations.withdraw, name="invitation_withdraw"),
]
