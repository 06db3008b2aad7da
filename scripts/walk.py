"""
Walk through a week of Amina and of Bruno on a running demonstration, and keep what they saw.

    make demo                       # in one terminal
    python scripts/walk.py [http://127.0.0.1:8000] [folder]

Each stop is photographed at 360 and 1280 pixels, light and dark, whole pages; `index.html` lays them out. The walk clicks and types as its
people would, so a page that cannot be reached, or a form that does not answer, stops it.
"""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, sync_playwright

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SIZES = {"360": (360, 780), "1280": (1280, 900)}
SCHEMES = ("light", "dark")


@dataclass(frozen=True)
class Stop:
    """A place of the walk: when, who, what they do there, and how they get there."""

    day: str
    who: str
    what: str
    go: Callable[[Page], None]


def at(path: str) -> Callable[[Page], None]:
    """Go to an address of the campus."""

    def go(page: Page) -> None:
        response = page.goto(page.url.split("/", 3)[0] + "//" + page.url.split("/", 3)[2] + path)
        assert response is not None
        assert response.status == 200, f"{path}: {response.status}"

    return go


def follow(selector: str, *, then: str = "") -> Callable[[Page], None]:
    """Press what `selector` finds, and wait for the page it leads to."""

    def go(page: Page) -> None:
        with page.expect_navigation():
            page.locator(selector).first.click()
        if then:
            page.wait_for_selector(then)

    return go


def answer_a_check(page: Page) -> None:
    """Answer the first check that waits, by its first proposition, and read why."""
    form = page.locator("form:has([name=answer])").first
    form.scroll_into_view_if_needed()
    form.locator("[name=answer]").first.check()
    with page.expect_response(lambda response: "/controles/" in response.url):
        form.locator("button").first.click()
    page.wait_for_timeout(400)


def open_a_term(page: Page) -> None:
    """Point at a word of the lexicon."""
    word = page.locator("article .term, article a[data-term]").first
    word.scroll_into_view_if_needed()
    word.hover()
    page.wait_for_timeout(400)


def read_on(page: Page) -> None:
    """Open what the home page of study offers to go on with."""
    at("/etude/")(page)
    follow(".left-title")(page)


AMINA = (
    Stop("lundi, 20 h 40", "amina", "Cap : où elle en est, que faire maintenant, ce qui reste", at("/cap/")),
    Stop("lundi", "amina", "Le bouton de Cap mène à ce qui est juste", follow("main .card-sheet .button")),
    Stop("lundi", "amina", "L’étude : reprendre, réviser, la bibliothèque", at("/etude/")),
    Stop("lundi", "amina", "Elle lit, de là où elle s’était arrêtée", read_on),
    Stop("lundi", "amina", "Un mot du lexique s’ouvre sur place", open_a_term),
    Stop("lundi", "amina", "Elle répond à une question et lit pourquoi", answer_a_check),
    Stop("mardi, 7 h 15", "amina", "La révision du jour", at("/etude/revision/")),
    Stop("mercredi, 21 h", "amina", "Un exercice : six messages à trier", at("/etude/exercices/socle.exo.six-messages/")),
    Stop("jeudi", "amina", "Ses erreurs, pas encore reprises", at("/etude/controles/erreurs/")),
    Stop("jeudi", "amina", "Ses notes", at("/etude/notes/")),
    Stop("vendredi", "amina", "Comment une compétence a bougé, et pourquoi", at("/resultat/D3.1/historique/")),
    Stop("vendredi", "amina", "Ce qu’elle cherche", at("/recherche/?q=messagerie")),
    Stop("samedi", "amina", "Son parcours jusqu’à l’échéance", at("/parcours/")),
    Stop("samedi", "amina", "Son rythme et ses rappels", at("/cap/rythme/")),
    Stop("dimanche", "amina", "Son relevé de positionnement et d’activité", at("/releve/")),
)
BRUNO = (
    Stop("mardi, 13 h 10", "bruno", "Cap, sur le poste partagé, entre deux patients", at("/cap/")),
    Stop("mardi", "bruno", "Dix minutes au plus : la bibliothèque filtrée", at("/etude/?short=on")),
    Stop("mardi", "bruno", "Il reprend sa lecture", read_on),
    Stop("jeudi, 13 h 20", "bruno", "Sa révision", at("/etude/revision/")),
    Stop("jeudi", "bruno", "Ses copies hors ligne, rien de personnel", at("/etude/copies/")),
    Stop("vendredi", "bruno", "Son résultat par compétence", at("/resultat/")),
    Stop("vendredi", "bruno", "Il quitte : rien ne reste sur le poste", follow(".site-tools button:has-text('Quitter')")),
)


def photographed(context: BrowserContext, base: str, stops: tuple[Stop, ...], folder: Path, label: str) -> Iterator[tuple[int, Stop]]:
    """Walk, keeping a picture of each stop."""
    page = context.new_page()
    page.goto(base + "/")
    with page.expect_navigation():
        page.click(f"button[value={stops[0].who}]")
    for number, stop in enumerate(stops, start=1):
        stop.go(page)
        page.wait_for_timeout(300)
        page.screenshot(path=folder / f"{stop.who}-{number:02d}-{label}.png", full_page=True)
        yield number, stop


def laid_out(stops: tuple[Stop, ...]) -> str:
    """Return the part of the page that shows one walk."""
    rows = []
    for number, stop in enumerate(stops, start=1):
        pictures = "".join(
            f'<a href="{stop.who}-{number:02d}-{size}-{scheme}.png"><img loading="lazy" width="{240 if size == "360" else 480}" '
            f'src="{stop.who}-{number:02d}-{size}-{scheme}.png" alt="{size} px, {scheme}"></a>'
            for size in SIZES
            for scheme in SCHEMES
        )
        rows.append(f"<section><h2>{escape(stop.day)} — {escape(stop.what)}</h2>{pictures}</section>")
    return f"<h1>{stops[0].who.title()}</h1>" + "".join(rows)


def main() -> None:
    """Walk both weeks in each size and scheme."""
    base = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000"
    folder = Path(sys.argv[2] if len(sys.argv) > 2 else "var/walk")
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        for stops in (AMINA, BRUNO):
            for size, (width, height) in SIZES.items():
                for scheme in SCHEMES:
                    context = browser.new_context(locale="fr-FR", viewport={"width": width, "height": height}, color_scheme=scheme)
                    faults: list[str] = []
                    context.on("weberror", lambda error, faults=faults: faults.append(str(error.error)))
                    for number, stop in photographed(context, base, stops, folder, f"{size}-{scheme}"):
                        print(f"{stop.who} {number:02d} {size} {scheme}: {stop.what}", flush=True)
                    context.close()
                    assert not faults, faults
        browser.close()
    style = "body{font-family:system-ui;margin:2rem}img{vertical-align:top;margin:.5rem;border:1px solid #999}"
    page = f"<!doctype html><meta charset=utf-8><title>Une semaine</title><style>{style}</style>{laid_out(AMINA)}{laid_out(BRUNO)}"
    (folder / "index.html").write_text(page, encoding="utf-8")
    print(f"{folder / 'index.html'}")


if __name__ == "__main__":
    main()
