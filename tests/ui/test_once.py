from django.template import engines
from django.urls import set_script_prefix
from django.utils.translation import override

from sextant.ui.context import address


def test_what_is_written_once_knows_nobody() -> None:
    template = engines["django"].from_string("{{ name }}|{% once %}{{ name }}{{ csrf_token }}{% trans 'Quit' %}{% endonce %}")

    with override("en"):
        pages = [template.render({"name": name, "csrf_token": "secret"}) for name in ("Amina", "Bruno")]

    assert pages == ["Amina|Quit", "Bruno|Quit"]


def test_what_is_written_once_is_written_in_each_language() -> None:
    template = engines["django"].from_string("{% once %}{% trans 'Search' %}{% endonce %}")

    said = []
    for language in ("fr", "en", "fr", "en"):
        with override(language):
            said.append(template.render())

    assert said == ["Rechercher", "Search", "Rechercher", "Search"]


def test_addresses_follow_where_the_site_stands(settings) -> None:
    settings.ROOT_URLCONF = "sextant.config.urls"
    template = engines["django"].from_string("{% once %}{% url 'insight:cap' %}{% endonce %}")

    try:
        here = template.render(), address("insight:cap")
        set_script_prefix("/campus/")
        there = template.render(), address("insight:cap")
    finally:
        set_script_prefix("/")

    assert here == ("/cap/", "/cap/")
    assert there == ("/campus/cap/", "/campus/cap/")
