"""
As whom, and with what, each GET route is looked at. A route of the URLconf that stands in neither table fails `test_every_page.py`.

A value of `At` names one of the identifiers of `tests.e2e.world`; the pages of the demonstration are given by their address.
"""

from dataclasses import dataclass, field

from django.urls import reverse

ANSWER = "00000000-0000-4000-8000-000000000007"
"""The key under which a check was answered in `tests.e2e.world`."""


@dataclass(frozen=True)
class At:
    """One view of a route: who looks, the identifiers in the address, what follows the question mark, the language if it has its own."""

    who: str = ""
    given: dict[str, str] = field(default_factory=dict)
    query: str = ""
    path: str = ""
    language: str = ""

    def address(self, route: str, ids: dict[str, str]) -> str:
        """Return the address to ask for."""
        path = self.path or reverse(route, kwargs={name: ids[key] for name, key in self.given.items()})
        return path + self.query


PAGES: dict[str, list[At]] = {
    "insight:landing": [At(), At("visitor")],
    "insight:cap": [At("amina"), At("no-learner"), At("undiagnosed"), At("half"), At("elise")],
    "insight:search": [At(), At(query="?q=sante"), At("amina", query="?q=donnees"), At(query="?q=zzzz")],
    "insight:evidence": [At(), At("amina")],
    "insight:rhythm": [At("amina"), At("no-learner")],
    "insight:reminders_stop": [At("", {"token": "stop"}), At("amina", {"token": "stop"})],
    "insight:history": [
        At("amina", {"competence": "competence"}),
        At("half", {"competence": "competence"}),
        At("undiagnosed", {"competence": "competence"}),
    ],
    "insight:desk": [At("elise"), At("chloe"), At("jeanne")],
    "insight:institution_new": [At("jeanne")],
    "insight:institution": [At("elise", {"key": "institution"}), At("jeanne", {"key": "institution"})],
    "insight:institution_change": [At("elise", {"key": "institution"})],
    "insight:cohort_new": [At("elise", {"key": "institution"})],
    "insight:cohort": [At("elise", {"key": "cohort"}), At("elise", {"key": "empty"}), At("chloe", {"key": "cohort"})],
    "insight:cohort_settings": [At("elise", {"key": "cohort"})],
    "insight:roster": [At("elise", {"key": "cohort"})],
    "insight:roster_difference": [At("elise", {"key": "roster"}), At("elise", {"key": "applied"})],
    "insight:invitations": [At("elise", {"key": "cohort"}), At("elise", {"key": "empty"})],
    "insight:report": [At("elise", {"key": "cohort"}), At("chloe", {"key": "cohort"}), At("elise", {"key": "empty"})],
    "accounts:account": [At("amina"), At("elise")],
    "accounts:invited": [At("", {"token": "invitation"})],
    "accounts:erase": [At("amina"), At("visitor"), At()],
    "accounts:receipt": [At("", {"key": "receipt"})],
    "accounts:goodbye": [At()],
    "accounts:privacy": [At(), At("amina")],
    "accounts:accessibility": [At()],
    "accounts:legal": [At()],
    "account_login": [At(), At(query="?locked=1&next=/cap/")],
    "account_request_login_code": [At()],
    "account_confirm_login_code": [At()],
    "account_reauthenticate": [At("amina")],
    "account_signup": [At(), At("visitor")],
    "account_logout": [At("amina")],
    "account_inactive": [At()],
    "account_email": [At("amina")],
    "account_email_verification_sent": [At()],
    "account_confirm_email": [At("elise", {"key": "confirmation"}), At("amina", {"key": "invitation"})],
    "account_change_password": [At("amina")],
    "account_set_password": [At("amina")],
    "account_reset_password": [At()],
    "account_reset_password_done": [At()],
    "account_reset_password_from_key": [At("", {"uidb36": "uidb36", "key": "reset"}), At("", {"uidb36": "uidb36", "key": "invitation"})],
    "account_reset_password_from_key_done": [At()],
    "assessment:taster": [At()],
    "assessment:taster_result": [At("visitor")],
    "assessment:diagnostic": [At("undiagnosed"), At("half"), At("amina")],
    "assessment:question": [At("half", {"pk": "sitting"})],
    "assessment:explanation": [At("half", {"pk": "sitting", "position": "position"})],
    "assessment:explanations": [At("amina", {"pk": "finished"}), At("visitor", {"pk": "taster"})],
    "assessment:report": [At("half", {"pk": "sitting", "position": "position"})],
    "assessment:editions": [At("chloe"), At("elise"), At("jeanne")],
    "assessment:edition": [At("elise", {"name": "edition"}), At("chloe", {"name": "edition"}, query="?avec=experts")],
    "assessment:bank": [At("chloe"), At("elise", query="?profession=none"), At("jeanne")],
    "assessment:fairness": [At("chloe"), At("elise", query="?by=language")],
    "assessment:item_fairness": [At("chloe", {"uid": "unlike"})],
    "assessment:result": [At("amina"), At("half"), At("undiagnosed")],
    "assessment:items": [At("chloe"), At("jeanne", query="?state=flagged&sort=-difficulty"), At("elise", query="?q=zzzz")],
    "assessment:item": [
        At("chloe", {"uid": "question"}),
        At("jeanne", {"uid": "unanswered"}),
        At("chloe", {"uid": "retired"}),
        At("elise", {"uid": "neutralised"}),
        At("elise", {"uid": "grid"}),
    ],
    "assessment:item_since": [At("chloe", {"uid": "question"}), At("elise", {"uid": "unanswered"})],
    "assessment:item_correct": [At("chloe", {"uid": "question"}), At("elise", {"uid": "grid"})],
    "pathways:plan": [At("amina"), At("amina", query="?vue=liste"), At(), At("undiagnosed")],
    "pathways:state": [At("amina", {"pk": "plan"})],
    "pathways:profile": [At(), At("amina")],
    "pathways:profile_known": [At(), At("amina")],
    "pathways:profile_week": [At(), At("amina")],
    "pathways:profile_goal": [At(), At("amina")],
    "pathways:step": [At("amina", {"module": "step"}), At("amina", {"module": "done"}), At("amina", {"module": "test"})],
    "pathways:feed": [At("amina"), At("undiagnosed")],
    "study:home": [At(), At("amina"), At("amina", query="?profession=&short=on"), At("undiagnosed")],
    "study:review": [At("amina"), At("undiagnosed"), At("no-learner"), At("reviewed")],
    "study:review_card": [At("amina", {"pk": "card"}), At("amina", {"pk": "item-card"}), At("reviewed", {"pk": "answered-card"})],
    "study:review_end": [At("reviewed")],
    "study:review_deck": [At("amina"), At("amina", query="?q=zzz"), At("undiagnosed")],
    "study:resource": [At("", {"uid": "step"}), At("amina", {"uid": "step"})],
    "study:errors": [At("amina"), At("amina", query="?competence=none"), At("undiagnosed")],
    "study:check": [At("", {"uid": "check"}), At("amina", {"uid": "check"}), At("amina", {"uid": "check"}, query=f"?reponse={ANSWER}")],
    "study:check_report": [At("amina", {"uid": "check"})],
    "study:remarks": [At("amina"), At("undiagnosed")],
    "study:report_error": [At("amina", {"uid": "step"})],
    "study:propose_item": [At("amina", {"uid": "step"})],
    "study:remark_queue": [At("chloe"), At("chloe", query="?kind=item"), At("elise", query="?resource=none")],
    "study:ratings": [At("chloe")],
    "study:review_remark": [At("chloe", {"key": "remark"}), At("chloe", {"key": "proposed"}), At("elise", {"key": "answered"})],
    "study:review_report": [At("chloe", {"key": "report"})],
    "study:notes": [At("amina"), At("amina", query="?q=relire"), At("undiagnosed")],
    "study:copies": [At(), At("amina")],
    "study:copy": [At("", {"uid": "step", "content_hash": "hash", "language": "french"}, language="fr")],
    "study:away": [At("", {"language": "french"}, language="fr")],
    "study:version": [At("", {"uid": "step", "content_hash": "replaced"})],
    "study:exercises": [At(), At("amina")],
    "study:exercise": [
        At("", {"uid": "grid"}),
        At("amina", {"uid": "grid"}),
        At("amina", {"uid": "checklist"}),
        At("amina", {"uid": "dialogue"}),
    ],
    "study:exercise_done": [
        At("amina", {"uid": "grid", "attempt": "attempt_grid"}),
        At("amina", {"uid": "checklist", "attempt": "attempt_checklist"}),
        At("amina", {"uid": "dialogue", "attempt": "attempt_dialogue"}),
    ],
    "credentials:transcripts": [At("amina"), At("undiagnosed"), At("amina", query="?first=2999-01-01&last=2000-01-01")],
    "credentials:check": [At(), At(query="?code=AZERTY")],
    # In the language of the paper it stands for, whatever the reader's.
    "credentials:public": [At("", {"code": "code"}, language="fr"), At("", {"code": "withdrawn"})],
    "frameworks:framework": [At(), At("amina")],
    "frameworks:versions": [At()],
    "frameworks:norms": [At()],
    "catalogue:lexicon": [At(), At(query="?q=secret")],
    "ui:gallery": [At(language="en")],
    "demo:mailbox": [At(path="/_mail/")],
}

NOT_PAGES: dict[str, str] = {
    "accounts:export": "download: an archive of one's own data",
    "accounts:alive": "an empty answer that keeps a session open",
    "assessment:result_pdf": "download: PDF",
    "assessment:bank_export": "download: CSV",
    "insight:report_pdf": "download: PDF",
    "insight:evidence_table": "download: CSV",
    "insight:export": "download: CSV, XLSX",
    "insight:roster_template": "download: CSV, XLSX",
    "pathways:ics": "download: iCalendar",
    "credentials:pdf": "download: PDF",
    "pathways:profile_stages": "part of a page, asked for by htmx; tested inside the profile",
    "study:review_export": "download: CSV, Anki package",
    "study:figure": "image: SVG",
    "study:proposals": "download: YAML",
    "study:check_kept": "the way back from a log-in: it gives the answer that waited and goes on",
    "study:me": "the key of a session, for the scripts of pages",
    "study:notes_export": "download: Markdown, CSV",
    "manifest": "the web app manifest",
    "worker": "the service worker, a script",
}
"""Routes that answer a GET with something else than a page, and what."""

POST_ONLY: dict[str, At] = {
    "assessment:item_decide": At("chloe", {"uid": "question"}),
    "assessment:item_report": At("chloe", {"uid": "question", "key": "report"}),
    "assessment:edition_use": At("elise", {"name": "edition"}),
    "assessment:finish": At("half", {"pk": "sitting"}),
    "assessment:item_fairness_withdraw": At("chloe", {"uid": "unlike"}),
    "assessment:next": At("half", {"pk": "sitting"}),
    "assessment:settle": At("amina"),
    "assessment:taster_forget": At(),
    "demo:enter": At(path="/_demo/enter/amina/"),
    "demo:enter_one": At(path="/_demo/enter/"),
    "insight:doubt": At("amina", {"competence": "competence"}),
    "insight:reminders_resume": At("amina"),
    "insight:cohort_archive": At("elise", {"key": "cohort"}),
    "insight:invitation_withdraw": At("elise", {"key": "cohort"}),
    "insight:manager_name": At("elise", {"key": "institution"}),
    "insight:role_end": At("elise", {"key": "cohort"}),
    "insight:roster_apply": At("elise", {"key": "roster"}),
    "insight:roster_discard": At("elise", {"key": "roster"}),
    "insight:roster_undo": At("elise", {"key": "applied"}),
    "insight:teacher_name": At("elise", {"key": "cohort"}),
    "credentials:withdraw": At("amina", {"pk": "transcript"}),
    "pathways:choose": At("amina", {"module": "step"}),
    "pathways:constraints": At("amina"),
    "pathways:explain": At("amina"),
    "pathways:finish": At("amina", {"module": "step"}),
    "pathways:relax": At("amina"),
    "pathways:test": At("amina", {"module": "test"}),
    "study:note_delete": At("amina", {"pk": "note"}),
    "study:note_merge": At("amina", {"pk": "note"}),
    "study:note_write": At("amina"),
    "study:review_add": At("amina"),
    "study:review_change": At("amina", {"pk": "card"}),
    "study:review_pace": At("amina"),
    "study:visit": At("amina", {"uid": "step"}),
    "study:rate": At("amina", {"uid": "step"}),
    "set_language": At(),
}
"""Routes that answer a GET with 405: nothing to look at. Tested to do so."""

THIRD_PARTY = {"admin": "the stock administration of Django, for system administrators only"}
"""Name spaces that are not our pages."""
