"""The context processor of the base page."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse
from django.utils.module_loading import import_string
from django.utils.translation import get_language, get_language_info

from .page import Language, Page, Shell


def page(request: HttpRequest) -> dict[str, Any]:
    """
    Return `{"page": Page}`.

    The setting `UI_SHELL` names the callable `(request) -> Shell` that says who is there and which spaces they see; without it the page
    shows its own content only. Personas are shown only when `DEMO` is true, whatever the callable answers.
    """
    shell = shell_of(request)
    demo = bool(getattr(settings, "DEMO", False))
    return {
        "page": Page(
            site_name=getattr(settings, "SITE_NAME", "Sextant"),
            path=request.get_full_path(),
            languages=_languages(get_language()),
            set_language_url=address_or_nothing("set_language"),
            demo=demo,
            space=current_space(request, shell),
            shell=shell,
        )
    }


def shell_of(request: HttpRequest) -> Shell:
    """Return what the project's `UI_SHELL` callable says about this request."""
    path = getattr(settings, "UI_SHELL", "")
    if not path:
        return Shell()
    make: Callable[[HttpRequest], Shell] = import_string(path)
    return make(request)


def current_space(request: HttpRequest, shell: Shell) -> str:
    """Return the code of the space whose namespaces (or view names) hold the view that answers, or the empty string."""
    match = request.resolver_match
    namespaces = {*match.namespaces, match.view_name} if match else set()
    return next((space.code for space in shell.spaces if namespaces & set(space.namespaces)), "")


def address(name: str) -> str:
    """Return the address of a route that takes no argument; it is worked out once per process, not once for each link of each page."""
    return _address(name, get_urlconf() or settings.ROOT_URLCONF, get_script_prefix())


def address_or_nothing(name: str) -> str:
    """Return the address of a route that a project may leave out."""
    try:
        return address(name)
    except NoReverseMatch:
        return ""


@lru_cache(maxsize=256)
def _address(name: str, urlconf: Any, _prefix: str) -> str:
    return reverse(name, urlconf)


@lru_cache(maxsize=16)
def _languages(current: str | None) -> tuple[Language, ...]:
    return tuple(Language(code, get_language_info(code)["name_local"].capitalize(), code == current) for code, _ in settings.LANGUAGES)
