"""The index follows what is loaded, comes back after a restore, and the doctor says when it does not."""

from datetime import datetime
from pathlib import Path

import pytest

from sextant.catalogue.models import TermVersion
from sextant.config.commands import backup
from sextant.config.commands.doctor import campus
from sextant.config.discovery import searchables
from sextant.config.packs import load_pack
from sextant.ground.search import find, rebuild
from sextant.ground.search.index import refresh
from tests.conftest import SMALL_PACK


@pytest.fixture
def loaded(db: None, now: datetime) -> None:
    """An empty index, then a pack."""
    rebuild([])
    load_pack(SMALL_PACK, now=now)


def test_what_is_loaded_can_be_found(loaded: None) -> None:
    assert [hit.uid for hit in find("secret", language="fr", kinds=["term"])] == ["essai.lex.secret"]
    assert [finding.well for finding in campus.search()] == [True]


def test_loading_again_reads_nothing_again(loaded: None) -> None:
    done = refresh(searchables())

    assert (done.changed, done.gone) == (0, 0)


def test_what_is_retired_is_not_found_any_more(loaded: None) -> None:
    TermVersion.objects.filter(uid="essai.lex.secret").update(current=False)
    late = list(campus.search())
    refresh(searchables())

    assert [finding.well for finding in late] == [False]
    assert "sextant search rebuild" in late[0].mend
    assert find("secret", language="fr", kinds=["term"]) == []


def test_an_empty_index_is_told(loaded: None) -> None:
    rebuild([])

    finding = next(campus.search())

    assert not finding.well
    assert finding.warning
    assert str(finding).startswith("the search index lacks")


@pytest.mark.django_db(transaction=True)
def test_a_restore_makes_the_index_anew_and_no_backup_holds_it(tmp_path: Path, now: datetime) -> None:
    rebuild([])
    load_pack(SMALL_PACK, now=now)
    target = tmp_path / "backup.tar.gz"
    marks = backup.write_backup(target)
    rebuild([])

    assert backup.load_backup(target) == marks
    assert find("secret", language="fr", kinds=["term"])
    assert not any("search" in label for label in marks)
    rebuild([])
