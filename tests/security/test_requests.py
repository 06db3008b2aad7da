"""Requests no browser sends: each gets a page of ours, never an error of the server."""

from io import BytesIO
from time import time
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings
from django.core import signing
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from sextant.accounts import idle
from sextant.accounts.models import Learner, Person
from sextant.config.wsgi import application
from sextant.pathways.models import Choice
from tests.conftest import logged_in
from tests.pathways.learners import place_at

CHARSETS = ("hex", "rot13", "idna", "punycode", "base64", "undefined", "zlib", "utf-16", "utf-7", "unicode_escape", "nonsense")
UNREADABLE = "http://["
ELSEWHERE = (
    UNREADABLE,
    "//evil.example/x",
    "https:///evil.example",
    "javascript:alert(1)",
    "\\\\evil.example",
    "/\\evil.example",
    "///evil.example",
)


def asked(
    method: str, path: str, *, query: str = "", content_type: str = "", body: bytes | BytesIO = b"", length: int | None = None
) -> int:
    """Return the status with which the WSGI application itself answers: the test client never goes through it."""
    environ = {
        **RequestFactory().get("/").environ,
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "CONTENT_TYPE": content_type,
        "CONTENT_LENGTH": str(len(body) if isinstance(body, bytes) else length),
        "wsgi.input": BytesIO(body) if isinstance(body, bytes) else body,
    }
    told: list[str] = []
    answer: Any = application(environ, lambda status, headers, trouble=None: told.append(status))
    b"".join(answer)
    answer.close()
    return int(told[0].split()[0])


class Untouched(BytesIO):
    """A body that nobody may read."""

    def read(self, *_size: int | None) -> bytes:
        raise AssertionError("read")


def test_what_is_larger_than_any_form_takes_is_refused_unread(db: None) -> None:
    for path in (reverse("set_language"), reverse("account_login"), reverse("assessment:taster")):
        told = asked("POST", path, content_type="multipart/form-data; boundary=b", body=Untouched(), length=settings.LARGEST_REQUEST + 1)

        assert told == 413


@pytest.mark.parametrize("charset", CHARSETS)
def test_a_charset_that_decodes_nothing_breaks_nothing(db: None, charset: str) -> None:
    form = f"application/x-www-form-urlencoded; charset={charset}"

    assert asked("GET", reverse("accounts:legal"), query="q=%C3%A9", content_type=form) == 200
    assert asked("POST", reverse("set_language"), query="q=%ff", content_type=form, body=b"language=fr") == 403
    parts = f'multipart/form-data; charset="{charset}"; boundary=b'
    assert asked("POST", reverse("set_language"), content_type=parts, body=b"--b\r\n\r\n\xff\r\n--b--\r\n") == 403


@pytest.mark.parametrize("host", ["evil.example", "[::1", "a\tb", "testserver@evil.example"])
def test_a_foreign_host_gets_a_page_that_says_so(db: None, host: str) -> None:
    client = Client(raise_request_exception=False, SERVER_NAME="testserver")

    answer = client.get("/", HTTP_HOST=host)

    assert answer.status_code == 400
    assert "evil" not in answer.content.decode()


@pytest.mark.parametrize("address", ELSEWHERE)
def test_nobody_is_sent_elsewhere_after_the_log_in(amina: Person, address: str) -> None:
    login = reverse("account_login")

    assert Client().get(login, {"next": address}).status_code == 200
    assert Client().get(reverse("account_signup"), {"next": address}).status_code == 200
    assert logged_in(amina).get(login, {"next": address})["location"] == reverse(settings.LOGIN_REDIRECT_URL)
    assert Client().post(reverse("set_language"), {"language": "en", "next": address})["location"] == "/"
    left = logged_in(amina).post(reverse("account_logout"), {"left": address})
    assert "evil" not in left["location"]
    assert "javascript" not in left["location"]


@pytest.mark.parametrize("header", ["HTTP_REFERER", "HTTP_HX_CURRENT_URL"])
def test_a_page_left_alone_locks_wherever_it_says_it_came_from(amina: Person, header: str) -> None:
    client = logged_in(amina)
    client.cookies[idle.COOKIE] = signing.dumps([int(time()) - 100_000, False], salt=idle.SALT)

    locked = client.post(reverse("set_language"), {"language": "en"}, **{header: UNREADABLE})  # type: ignore[arg-type]

    assert locked["location"] == f"{reverse('account_login')}?next={quote('/', safe='')}&locked=1"


@pytest.mark.parametrize("cookie", [r'"\000\000\000\000\000\000\000\000\000"', "x" * 4000, "é" * 12, "' OR 1=1 --"])
def test_a_session_nobody_gave_is_no_session(db: None, cookie: str) -> None:
    assert Client(HTTP_COOKIE=f"{settings.SESSION_COOKIE_NAME}={cookie}").get(reverse("account_login")).status_code == 200


@pytest.mark.parametrize("part", ["%00", "%ff%fe", "..%2f..%2fetc%2fpasswd", "a" * 3000])
def test_parts_of_an_address_name_nothing_but_what_there_is(enrolled: Any, part: str) -> None:
    client = logged_in(enrolled.person)
    for path in (
        f"/etude/{part}/",
        f"/etude/essai.res.consentement/{part}/x.svg",
        f"/etude/essai.res.consentement/x/{part}",
        f"/parcours/etape/{part}/",
        f"/parcours/agenda/{part}.ics",
        f"/referentiel/?version={part}",
    ):
        assert client.get(path).status_code == 404
    assert client.get(f"/lexique/?q={part}").status_code == 200
    assert client.get(f"/compte/invitation/{part}/").status_code in (302, 404)


def test_a_session_that_does_not_exist_can_be_asked_for(enrolled: Learner) -> None:
    now = timezone.now()
    place_at(enrolled, theta=0.0, now=now)
    module = "essai.res.consentement"
    client = logged_in(Person.objects.get(learner=enrolled))

    answer = client.post(reverse("pathways:choose", args=[module]), {"act": "pin", "session": "\x00" * 9 + "x" * 500})

    assert answer.status_code == 302
    assert Choice.objects.get(learner=enrolled).session == "x" * 60
    assert client.get(reverse("pathways:plan")).status_code == 200
