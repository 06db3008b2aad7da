"""What stands around a page: languages, personas, the way out, and errors that need nothing."""

import pytest
from django.template.loader import get_template
from django.test import RequestFactory
from django.urls import resolve

from sextant.ui.context import page
from sextant.ui.gallery import sample_shell


def context_at(address: str):
    request = RequestFactory().get(address)
    request.resolver_match = resolve("/")
    return page(request)["page"]


def test_page_knows_its_space() -> None:
    assert context_at("/").space == ""  # the test routes have no namespace


def test_space_is_found_by_namespace() -> None:
    request = RequestFactory().get("/")
    request.resolver_match = resolve("/")
    request.resolver_match.namespaces = ["pathways"]

    assert page(request)["page"].space == "pathway"


def test_space_is_found_by_view_name() -> None:
    request = RequestFactory().get("/")
    request.resolver_match = resolve("/")
    request.resolver_match.view_name = "pathways"

    assert page(request)["page"].space == "pathway"


def test_page_stands_without_a_project(settings) -> None:
    settings.UI_SHELL = ""

    assert context_at("/").shell.spaces == ()


def test_personas_are_for_the_demo_only(client, settings) -> None:
    assert 'class="personas"' in client.get("/").content.decode()

    settings.DEMO = False

    assert 'class="personas"' not in client.get("/").content.decode()


def test_simulated_data_is_said_on_every_page_of_the_demo(client) -> None:
    assert "Simulated data" in client.get("/").content.decode()


def test_quit_is_a_form_and_not_a_link(client) -> None:
    markup = client.get("/").content.decode()

    assert markup.count('method="post" action="/quit/"') == 2  # in the header, and in the idle lock
    assert 'href="/quit/"' not in markup


def test_visitor_has_no_idle_lock(client, settings) -> None:
    settings.UI_SHELL = ""

    assert "<idle-lock" not in client.get("/").content.decode()


@pytest.mark.parametrize("name", ["400.html", "403.html", "403_csrf.html", "404.html", "500.html"])
def test_error_page_needs_no_context(name: str) -> None:
    markup = get_template(name).render()

    assert markup.count("<h1>") == 1
    assert 'href="/"' in markup
    assert name[:3] in markup


def test_missing_page_says_so(client) -> None:
    response = client.get("/nowhere/")

    assert response.status_code == 404
    assert "ui/sextant.css" in response.content.decode()


def test_sample_shell_is_complete() -> None:
    shell = sample_shell(RequestFactory().get("/"))

    assert all([shell.spaces, shell.who, shell.account, shell.footer, shell.quit_url, shell.personas])
