"""The demonstration's open doors exist in the demonstration, and nowhere else."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import clear_url_caches, include, path

from sextant.accounts.actions import create_person
from sextant.accounts.models import Learner
from sextant.config.urls import urlpatterns as product

WAYS_IN = """
import importlib
import django
from django.core.exceptions import ImproperlyConfigured
from django.urls import Resolver404, resolve
django.setup()
for path in ("/_mail/", "/_demo/enter/", "/_demo/enter/amina/"):
    try:
        print("open", resolve(path))
    except Resolver404:
        pass
for name in ("urls", "views", "cast", "mailbox"):
    try:
        importlib.import_module(f"sextant.config.demo.{name}")
        print("imported", name)
    except ImproperlyConfigured:
        print("refused", name)
"""


@pytest.fixture
def demo(settings, tmp_path: Path) -> Iterator[Path]:
    """The demonstration's own addresses, with an empty mailbox in a folder of its own."""
    settings.DEMO = True
    settings.EMAIL_FILE_PATH = str(tmp_path)
    addresses = ModuleType("demo_addresses")
    addresses.urlpatterns = [*product, path("", include("sextant.config.demo.urls"))]  # type: ignore[attr-defined]
    settings.ROOT_URLCONF = addresses
    clear_url_caches()
    yield tmp_path
    for name in [name for name in sys.modules if name.startswith("sextant.config.demo")]:
        del sys.modules[name]
    clear_url_caches()


def send(folder: Path, subject: str, text: str) -> None:
    """Write a mail as the file-based backend does."""
    backend = mail.get_connection("django.core.mail.backends.filebased.EmailBackend", file_path=str(folder))
    EmailMessage(subject, text, "sextant@localhost", ["amina@demo.sextant.test"], connection=backend).send()


@pytest.mark.parametrize("profile", ["production", "test"])
def test_the_doors_do_not_exist_elsewhere(profile, tmp_path):
    environment = {
        **os.environ,
        "SEXTANT_PROFILE": profile,
        "SEXTANT_SECRET_KEY": "k" * 60,
        "SEXTANT_HOSTS": "campus.example.org",
        "SEXTANT_DATA": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "sextant.config.settings",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }

    ended = subprocess.run([sys.executable, "-c", WAYS_IN], env=environment, capture_output=True, text=True, check=False)

    assert ended.stdout.splitlines() == ["refused urls", "refused views", "refused cast", "refused mailbox"], ended.stderr


def test_the_addresses_are_unknown_here(client, db):
    assert client.get("/_mail/").status_code == 404
    assert client.post("/_demo/enter/amina/").status_code == 404


@pytest.mark.django_db
def test_mails_are_read_newest_first_with_links_to_follow(client, demo):
    assert client.get("/_mail/").status_code == 200
    send(demo, "Première", "Bonjour")
    os.utime(next(demo.glob("*.log")), (1, 1))
    send(demo, "Deuxième é", "C’est à vous : suivez http://127.0.0.1:8000/compte/ <script>alert(1)</script>")

    page = client.get("/_mail/").content.decode()

    assert page.index("Deuxième é") < page.index("Première")
    assert 'href="http://127.0.0.1:8000/compte/"' in page
    assert "C’est à vous" in page
    assert "<script>alert" not in page


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/_demo/enter/amina/", "/_demo/enter/"])
def test_one_click_enters_as_somebody(demo, address, small_pack):
    amina = create_person(email="amina@demo.sextant.test", name="Amina Benali", proved=True)
    client = Client()

    response = client.post(address, {"persona": "amina"})

    assert response.status_code == 302
    assert client.session["_auth_user_id"] == str(amina.pk)
    assert Learner.objects.filter(person=amina).exists()


@pytest.mark.django_db
def test_nobody_else_is_entered_and_no_link_enters(demo):
    create_person(email="reelle@example.org", name="Une vraie personne")
    client = Client()

    assert client.get("/_demo/enter/amina/").status_code == 405
    assert client.post("/_demo/enter/reelle/").status_code == 404
    assert client.post("/_demo/enter/amina/").status_code == 404
    assert "_auth_user_id" not in client.session


@pytest.mark.django_db
def test_the_bar_of_the_cast_is_on_each_page(client, demo):
    from sextant.config.demo.cast import CAST

    page = client.get("/compte/confidentialite/").content.decode()

    for member in CAST:
        assert f'value="{member.key}"' in page
