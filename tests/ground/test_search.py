"""Search: whatever the accents, the number or the ending; whatever is typed; on either engine."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

import pytest
from django.db import connection

from sextant.ground.search import Audience, Document, Hit, find, forget, index, rebuild, refresh, staleness
from sextant.ground.search.wanted import wanted
from sextant.ground.search.words import folded, stem, words_of

pytestmark = pytest.mark.django_db


def document(uid: str, title: str, words: str = "", **more: object) -> Document:
    values = {"kind": "resource", "reader": "fr", "language": "fr", "stamp": "1", **more}
    return Document(uid=uid, title=title, words=words, **values)  # type: ignore[arg-type]


@dataclass
class Shelf:
    """A source of documents whose stamps a test sets."""

    held: dict[str, Document] = field(default_factory=dict)
    read: list[str] = field(default_factory=list)
    kind: str = "resource"

    def stamps(self) -> dict[str, str]:
        return {uid: document.stamp for uid, document in self.held.items()}

    def documents(self, uids: Collection[str]) -> Iterator[Document]:
        self.read += sorted(uids)
        yield from (self.held[uid] for uid in uids)


@pytest.fixture(autouse=True)
def nothing_yet(db: None) -> None:
    # No model describes these tables: what another test committed would still be here.
    rebuild([])


@pytest.fixture
def three() -> None:
    index(
        [
            document("a", "Le consentement éclairé", "Recueillir l’accord d’un patient avant un acte.", competences=("X1",)),
            document("b", "Accéder au dossier", "Le consentement du patient, encore le consentement.", competences=("X2", "Y1")),
            document("c", "Œuvre numérisée", "Des données de santé à caractère personnel.", competences=("Y1",)),
        ]
    )


def uids(hits: list[Hit]) -> list[str]:
    return [hit.uid for hit in hits]


def look(query: str, **more: object) -> list[str]:
    return uids(find(query, language="fr", **more))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("consentement", ["a", "b"]),
        ("CONSENTEMENTS", ["a", "b"]),
        ("éclairées", ["a"]),
        ("eclaire", ["a"]),
        ("oeuvre", ["c"]),
        ("numerisees", ["c"]),
        ("la donnée de santé", ["c"]),
        ("consen", ["a", "b"]),
        ("patient cons", ["a", "b"]),
        ("cons patient", []),
        ("l'accord", ["a"]),
        ("patient dossier", ["b"]),
        ("patient œuvre", []),
    ],
)
def test_a_text_is_found_whatever_the_accents_and_endings(three: None, query: str, found: list[str]) -> None:
    assert look(query) == found


def test_a_word_in_the_title_counts_more_than_in_the_text(three: None) -> None:
    assert look("consentement") == ["a", "b"]
    assert look("dossier patient") == ["b"]


@pytest.mark.parametrize(
    "query",
    [
        "",
        " ",
        '"',
        "'",
        "*",
        ":",
        "-",
        "^",
        "(",
        "NEAR(",
        "a",
        "\0",
        "😀",
        '"" OR 1=1',
        "x'; DROP TABLE ground_search; --",
        "a" * 10_000,
        "\\",
        "%",
        "__",
    ],
)
def test_whatever_is_typed_is_looked_for_and_never_obeyed(three: None, query: str) -> None:
    assert look(query) == []
    assert look("consentement") == ["a", "b"]


@pytest.mark.parametrize(
    "query",
    [
        "consentement*",
        '"consentement"',
        "consentement:",
        "-consentement",
        "title:consentement",
        "consentement😀",
        "con\0sentement consentement",
    ],
)
def test_signs_around_words_are_passed_over(three: None, query: str) -> None:
    assert look(query) in (["a", "b"], [])
    assert find(query.replace("title:", "").replace("con\0sentement", ""), language="fr")


def test_words_of_the_query_language_of_search_are_only_words(three: None) -> None:
    assert look("patient AND consentement") == ["a", "b"]  # a common word, left out
    assert look("patient NEAR consentement") == []
    assert look("patient NOT consentement") == []


def test_many_words_are_cut_short_and_answered(three: None) -> None:
    assert sorted(look("consentement " * 5_000)) == ["a", "b"]


def test_results_are_marked_and_safe() -> None:
    index([document("x", "Un <b>consentement</b> & vous", "Le <script>alert(1)</script> consentement, les consentements.")])

    hit = find("consentement", language="fr")[0]

    assert hit.title == "Un &lt;b&gt;<mark>consentement</mark>&lt;/b&gt; &amp; vous"
    assert hit.snippet == "Le &lt;script&gt;alert(1)&lt;/script&gt; <mark>consentement</mark>, les <mark>consentements</mark>."
    assert hit.name == "Un <b>consentement</b> & vous"


def test_a_long_text_is_shown_around_the_word_found() -> None:
    index([document("x", "Titre", "début " * 200 + "le consentement libre " + "suite " * 200)])

    snippet = find("libre", language="fr")[0].snippet

    assert "consentement <mark>libre</mark> suite" in snippet
    assert snippet.startswith("… ")
    assert snippet.endswith(" …")
    assert len(snippet) < 300


def test_what_one_misses_comes_first_then_the_best(three: None) -> None:
    assert look("patient", first=["X2"]) == ["b", "a"]
    assert look("consentement", first=["Y"]) == ["a", "b"]
    assert [hit.first for hit in find("consentement", language="fr", first=["X1"])] == [True, False]


def test_the_limit_is_per_kind_and_the_count_is_whole() -> None:
    index([document(f"{kind}{n}", "Consentement", kind=kind) for kind in ("norm", "resource") for n in range(4)])

    hits = find("consentement", language="fr", limit=2)

    assert [(hit.kind, hit.rank, hit.of) for hit in hits] == [("norm", 1, 4), ("norm", 2, 4), ("resource", 1, 4), ("resource", 2, 4)]
    assert {hit.kind for hit in find("consentement", language="fr", kinds=["norm"])} == {"norm"}


def test_a_framework_sees_its_own_texts_and_those_of_none() -> None:
    index([document("own", "Norme", framework="droit"), document("other", "Norme", framework="soin"), document("none", "Norme")])

    assert sorted(look("norme", frameworks=["droit"])) == ["none", "own"]


def test_readers_get_the_texts_of_their_language() -> None:
    index([document("x", "Le consentement"), document("x", "Consent records", reader="en", language="en")])

    assert uids(find("records", language="en")) == ["x"]
    assert find("records", language="en")[0].title == "Consent <mark>records</mark>"
    assert look("records") == []


def test_a_document_for_named_readers_is_found_by_them_alone() -> None:
    index([document("secret", "La clé", "consentement", audience=Audience.NAMED)])

    assert look("consentement") == []
    assert look("consentement", named=["other"]) == []
    assert look("consentement", named=["secret"]) == ["secret"]


def test_titles_alone_can_be_looked_at(three: None) -> None:
    assert look("cons", in_titles=True) == ["a"]


def test_indexing_again_replaces_and_forgetting_removes(three: None) -> None:
    index([document("a", "Autre chose")])
    forget("resource", ["b"])

    assert look("consentement") == []
    assert look("autre") == ["a"]


def test_a_refresh_reads_only_what_changed() -> None:
    shelf = Shelf({uid: document(uid, f"Texte {uid}") for uid in ("un", "deux", "trois")})
    refresh([shelf])
    shelf.read.clear()
    shelf.held["deux"] = document("deux", "Texte nouveau", stamp="2")
    del shelf.held["trois"]

    done = refresh([shelf])

    assert (done.changed, done.gone, shelf.read) == (1, 1, ["deux"])
    assert look("nouveau") == ["deux"]
    assert sorted(look("texte")) == ["deux", "un"]


def test_staleness_tells_what_is_missing_and_what_is_gone() -> None:
    shelf = Shelf({uid: document(uid, f"Texte {uid}") for uid in ("un", "deux")})
    empty = staleness([shelf])
    refresh([shelf])
    fresh = staleness([shelf])
    shelf.held = {"un": document("un", "Texte", stamp="2")}
    late = staleness([shelf])

    assert (empty.known, empty.behind, empty.fresh) == (2, 2, False)
    assert fresh.fresh
    assert (late.behind, late.gone) == (1, 1)


def test_a_rebuild_empties_first(three: None) -> None:
    done = rebuild([Shelf({"seul": document("seul", "Seul")})])

    assert done.changed == 1
    assert look("consentement") == []
    assert look("seul") == ["seul"]


def test_the_index_is_used_for_a_search(three: None) -> None:
    """One query, whatever is found."""
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        look("consentement patient")

    assert len(queries) == 1


def test_a_very_long_text_can_be_found() -> None:
    words = " ".join(f"mot{n}" for n in range(30_000))
    index([document("x", "Long", words + " dernier")])

    assert look("dernier") == ["x"]
    assert look("mot29999") == ["x"]


def test_words_are_folded_and_stemmed_one_way() -> None:
    assert folded("Œuvre Numérisée") == "oeuvre numerisee"
    assert words_of("L’identité, c’est l'INS : art. 9") == ["identite", "est", "ins", "art", "9"]
    assert (stem("consentements", "fr"), stem("records", "en"), stem("mot", "oc")) == ("consent", "record", "mot")
    assert wanted('"*" -:(^') is None
    assert wanted("Les données de santé").forms == (("donnees", "donne"), ("sante", "sant"))  # type: ignore[union-attr]
    assert wanted("les").start == "les"  # type: ignore[union-attr]
