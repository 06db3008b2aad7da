"""Learners who are logged in, and who answer."""

import json
from random import Random

from benchmarks.serving.client import Browser, Reply, choices, hidden
from benchmarks.serving.server import Campus

MAKE = """
import json
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from importlib import import_module
from django.conf import settings
from django.utils import timezone
from sextant.accounts.actions import change_profile, create_learner
from sextant.accounts.models import Person
SessionStore = import_module(settings.SESSION_ENGINE).SessionStore
sessions = []
for number in range({count}):
    person = Person.objects.create_user(f"charge-{{number}}@example.org", None)
    learner = create_learner(person=person, now=timezone.now())
    change_profile(learner=learner, now=timezone.now(), profession={profession!r}, stage={stage!r}, entry_year=2024)
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    sessions.append(session.session_key)
print(json.dumps(sessions))
"""


def logged_in(campus: Campus, count: int, *, profession: str, stage: str) -> list[Browser]:
    """Return browsers in which as many learners of this profession are logged in."""
    sessions = json.loads(campus.python(MAKE.format(count=count, profession=profession, stage=stage)))
    return [Browser(campus.port, {"sessionid": key}) for key in sessions]


async def begin_diagnostic(browser: Browser) -> tuple[str, Reply]:
    """Start (or resume) the diagnostic; return the address of its questions and the first page."""
    reply = await browser.follow(await browser.post("/diagnostic/", {"explanations": "end", "begin": "1"}, label="start"), label="question")
    address = reply.text.split('action="/diagnostic/', 1)[1].split('"', 1)[0]
    return f"/diagnostic/{address}", reply


def an_answer(page: str, random: Random) -> dict[str, str | list[str]]:
    """Return a form that answers the question on `page`, somehow."""
    question = hidden(page, "question")
    assert question is not None, page[:500]
    offered = choices(page)
    return {"question": question, "answer": [random.choice(offered)] if offered else ["une réponse"]}
