"""
Searching 10,000 documents on both engines, beside a plain scan for the same words (what `icontains` does) over the same rows.

`python -m benchmarks.search_latency [--quick]`. Documents are sentences of the pack the product ships, in the lengths of resources,
questions and words of the lexicon; a query is one to three words of one of them, half of the time cut short as while typing. What is timed
is the whole answer: the query, the ranking, the excerpts.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from statistics import quantiles

ROOT = Path(__file__).parents[1]
DOCUMENTS = 10_000
AIM = 50.0
LENGTHS = ((1500, 0.1), (150, 0.3), (40, 0.6))
"""Words of a document, and how many documents are of that length."""


def sentences() -> list[str]:
    """Return every French sentence of the pack's resources, questions and lexicon."""
    from sextant.config.packs import read_pack
    from sextant.ui.prose import bare

    reading = read_pack(ROOT / "content" / "socle")
    part = reading.parts["catalogue"]
    texts = [bare(resource.texts["fr"]) for resource in part.resources.values()] + [term.definition["fr"] for term in part.terms]
    return [sentence.strip() for text in texts for sentence in text.split(". ") if len(sentence.split()) > 4]


def documents(random: Random) -> Iterator[object]:
    """Yield the documents."""
    from sextant.ground.search import Document

    known = sentences()
    codes = [f"D{domain}.{place}" for domain in range(1, 6) for place in range(1, 4)]
    for number in range(DOCUMENTS):
        wanted = random.choices([length for length, _ in LENGTHS], [share for _, share in LENGTHS])[0]
        words: list[str] = []
        while len(words) < wanted:
            words += (random.choice(known) + ".").split()
        yield Document(
            kind=random.choice(["resource", "term", "norm"]),
            uid=f"d{number}",
            reader="fr",
            language="fr",
            title=" ".join(random.choice(known).split()[:6]),
            words=" ".join(words),
            stamp="1",
            framework="socle",
            competences=(random.choice(codes),),
        )


def queries(count: int, random: Random) -> list[str]:
    """Return what is typed: words of the sentences, common ones left out, half of the time unfinished."""
    from sextant.ground.search.words import COMMON, folded

    known = sentences()
    typed = []
    while len(typed) < count:
        words = [word for word in random.choice(known).replace("’", " ").split() if word.isalpha() and folded(word) not in COMMON]
        chosen = words[: random.choice([1, 1, 2, 3])]
        if not chosen or len(chosen[-1]) < 3:
            continue
        if random.random() < 0.5:
            chosen[-1] = chosen[-1][: max(3, len(chosen[-1]) // 2)]
        typed.append(" ".join(chosen))
    return typed


def ours(query: str) -> int:
    """Look `query` up; return how many documents hold it."""
    from sextant.ground.search import find

    hits = find(query, language="fr", frameworks=["socle"], limit=5, first=["D1.1", "D2.2"])
    return sum(hit.of for hit in hits if hit.rank == 1)


def scanned(query: str) -> int:
    """Look for the same words by scanning every row, as `icontains` does; return how many documents hold them."""
    from django.db import connection

    fold = "UPPER({})" if connection.vendor == "postgresql" else "{}"
    each = " AND ".join(
        f"({fold.format('title')} LIKE {fold.format('%s')} OR {fold.format('words')} LIKE {fold.format('%s')})" for _ in query.split()
    )
    words = [f"%{word}%" for word in query.split() for _ in range(2)]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT kind, uid, title, words FROM ground_search WHERE reader = 'fr' AND {each}", words)
        return len(cursor.fetchall())


def timed(look: Callable[[str], int], typed: list[str]) -> tuple[float, float, int]:
    """Return the median and the 95th percentile in milliseconds, and how many documents were found in all."""
    look(typed[0])
    spent, found = [], 0
    for query in typed:
        start = time.perf_counter()
        found += look(query)
        spent.append(1000 * (time.perf_counter() - start))
    cuts = quantiles(spent, n=20)
    return cuts[9], cuts[18], found


def measure(*, quick: bool) -> int:
    """Fill an empty database with documents and look things up in it; return 1 when the aim is missed."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from sextant.ground.search import index

    call_command("migrate", verbosity=0, interactive=False)
    start = time.perf_counter()
    index(documents(Random(7)))  # type: ignore[arg-type]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE ground_search")
    filled = time.perf_counter() - start
    typed = queries(100 if quick else 500, Random(11))
    p50, p95, found = timed(ours, typed)
    peer50, peer95, peer_found = timed(scanned, typed[:100])
    print(f"{connection.vendor}: {DOCUMENTS} documents indexed in {filled:.1f} s; {len(typed)} queries find {found / len(typed):.0f} each")
    print(f"  search  p50 {p50:6.1f} ms   p95 {p95:6.1f} ms   {'PASS' if p95 <= AIM else 'MISS'} (aim: p95 under {AIM:.0f} ms)")
    print(f"  scan    p50 {peer50:6.1f} ms   p95 {peer95:6.1f} ms   (finds {peer_found / 100:.0f} each, unranked, accents as typed)")
    return int(p95 > AIM)


def main() -> int:
    """Measure SQLite, then PostgreSQL, each in a process of its own."""
    if "--here" in sys.argv:
        return measure(quick="--quick" in sys.argv)
    command = [sys.executable, "-m", "benchmarks.search_latency", "--here", *sys.argv[1:]]
    missed = 0
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "SEXTANT_PROFILE": "test", "SEXTANT_DATA": folder, "DJANGO_SETTINGS_MODULE": "sextant.config.settings"}
        missed += subprocess.call(command, env={**environment, "SEXTANT_DATABASE_URL": ""}, cwd=ROOT)
        missed += subprocess.call([sys.executable, str(ROOT / "scripts" / "with-postgresql"), *command], env=environment, cwd=ROOT)
    return missed


if __name__ == "__main__":
    raise SystemExit(main())
