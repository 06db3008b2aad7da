"""The page of a long list that an address asks for."""

from django.http import HttpRequest


def page_asked(request: HttpRequest) -> int:
    """Return the number in `?page=`; the first where it is none."""
    asked = request.GET.get("page", "")
    return max(1, int(asked)) if asked.isdecimal() and len(asked) < 6 else 1
