"""What stands around every page: the spaces of the campus, who is there, the ways out. Only here are all the rooms known."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from sextant.accounts.keepers import is_own_device, keeper_of
from sextant.accounts.permissions import can_open_desk
from sextant.accounts.sessions import OWN_DEVICE_KEY
from sextant.ui.context import address, address_or_nothing
from sextant.ui.page import Link, Persona, Shell, Space


def shell(request: HttpRequest) -> Shell:
    """Return the surroundings of a page for whoever asks for it."""
    # A request refused before anybody was looked for (a foreign host, a damaged form) has no person, and still gets its page.
    user = getattr(request, "user", None)
    person = user if user is not None and user.is_authenticated else None
    desk = person is not None and can_open_desk(person)
    return Shell(
        spaces=_spaces(request, desk=desk),
        who=person.get_full_name() if person else "",
        account=_account_links(is_staff=person.is_staff) if person else (),
        footer=_footer_links(),
        home_url=address_or_nothing("insight:cap") if person else "/",
        login_url=address("account_login"),
        search_url=address_or_nothing("insight:search"),
        quit_url=address("account_logout"),
        # On a device of one's own nothing locks; elsewhere the page and the server agree on the minutes.
        idle_minutes=0 if person is None or request.session.get(OWN_DEVICE_KEY) else settings.IDLE_MINUTES,
        alive_url=address("accounts:alive"),
        personas=_personas(),
        keeper=keeper_of(request),
        own_device=is_own_device(request),
        enter_url=address_or_nothing("demo:enter_one") if settings.DEMO else "",
    )


def _spaces(request: HttpRequest, *, desk: bool) -> tuple[Space, ...]:
    """Return the spaces in the order of the campus; one whose room is not built yet is left out."""
    # Insight is the room of two spaces: the home page, and the desk with all its pages. Those about the questions belong to the desk too.
    desk_url = address_or_nothing("insight:desk")
    items_url = address_or_nothing("assessment:items")
    at_questions = bool(items_url) and request.path.startswith(items_url)
    at_desk = at_questions or (bool(desk_url) and request.path.startswith(desk_url))
    nowhere = request.path in ("/", address_or_nothing("insight:search"), address_or_nothing("insight:evidence"))
    spaces = [
        Space("cap", _("Cap"), address_or_nothing("insight:cap"), () if at_desk or nowhere else ("insight",)),
        Space("diagnostic", _("Diagnostic"), address_or_nothing("assessment:diagnostic"), () if at_questions else ("assessment",)),
        Space("pathway", _("Pathway"), address_or_nothing("pathways:plan"), ("pathways",)),
        Space("study", _("Study"), address_or_nothing("study:home"), ("study",)),
        Space("framework", _("Framework"), address_or_nothing("frameworks:framework"), ("frameworks",)),
        Space("lexicon", _("Lexicon"), address_or_nothing("catalogue:lexicon"), ("catalogue",)),
    ]
    if desk:
        spaces.append(Space("desk", _("Desk"), desk_url, ("insight", "assessment") if at_desk else ()))
    return tuple(space for space in spaces if space.url)


def _account_links(*, is_staff: bool) -> tuple[Link, ...]:
    links = [
        Link(_("My account"), address("accounts:account"), "circle-user"),
        Link(_("My transcripts"), address("credentials:transcripts"), "scroll-text"),
        Link(_("Who sees what"), address("accounts:privacy"), "eye"),
    ]
    if is_staff:
        links.append(Link(_("Administration"), address("admin:index"), "wrench"))
    return tuple(links)


def _footer_links() -> tuple[Link, ...]:
    return (
        Link(_("Privacy"), address("accounts:privacy")),
        Link(_("Accessibility: partially compliant"), address("accounts:accessibility")),
        Link(_("Evidence"), address("insight:evidence")),
        Link(_("About this campus"), address("accounts:legal")),
    )


def _personas() -> tuple[Persona, ...]:
    if not settings.DEMO:
        return ()
    from sextant.config.demo.cast import CAST

    return tuple(Persona(member.key, member.name, str(member.job)) for member in CAST)
