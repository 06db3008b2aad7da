"""What surrounds the content of a page: the names, links and people that `config` hands to the base template."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Link:
    """A labelled address, with an optional Lucide icon name."""

    label: str
    url: str
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Space:
    """
    A space of the campus in the main navigation.

    It is current when the URL namespace of the view, or its full name (`insight:cap`), is one of `namespaces`.
    """

    code: str
    label: str
    url: str
    namespaces: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Persona:
    """Somebody the demo can be entered as."""

    key: str
    name: str
    job: str = ""


@dataclass(frozen=True, slots=True)
class Shell:
    """
    Everything the base page shows around its content; an empty address hides the thing it leads to.

    `who` is the name of the person logged in, empty for a visitor. `idle_minutes` above 0 arms the idle lock, which posts to `quit_url`;
    while the reader is active it fetches `alive_url` at most once a minute, so that the server's clock follows. `keeper` is the opaque key
    under which this browser keeps what was typed: in this tab, or in the browser on an `own_device`.
    """

    spaces: tuple[Space, ...] = ()
    who: str = ""
    account: tuple[Link, ...] = ()
    footer: tuple[Link, ...] = ()
    home_url: str = "/"
    login_url: str = ""
    search_url: str = ""
    quit_url: str = ""
    idle_minutes: int = 0
    alive_url: str = ""
    simulated: bool = False
    personas: tuple[Persona, ...] = ()
    enter_url: str = ""
    keeper: str = ""
    own_device: bool = False


@dataclass(frozen=True, slots=True)
class Language:
    """A language the site can be read in, under its own name."""

    code: str
    name: str
    current: bool


@dataclass(frozen=True, slots=True)
class Page:
    """The variable `page` of every template."""

    site_name: str
    path: str
    languages: tuple[Language, ...]
    set_language_url: str
    demo: bool
    space: str
    shell: Shell = field(default_factory=Shell)
