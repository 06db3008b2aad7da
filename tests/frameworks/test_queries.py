from sextant.frameworks.queries import differences, framework_for
from sextant.ground.packs.reading import PackReading


def test_framework_for_follows_the_entry_year(small_pack: PackReading) -> None:
    assert framework_for(code="droit-essai", entry_year=2025).version == "2024"
    assert framework_for(code="droit-essai", entry_year=2026).version == "2026"
    assert framework_for(profession="juriste", entry_year=1999).version == "2024"


def test_framework_for_names_a_version(small_pack: PackReading) -> None:
    assert framework_for(code="droit-essai", version="2026", entry_year=2020).version == "2026"


def test_differences_tell_texts_and_requirements(small_pack: PackReading) -> None:
    old, new = framework_for(code="droit-essai", version="2024"), framework_for(code="droit-essai", version="2026")

    changes = differences(old, new, language="fr")

    assert [(change.kind, change.what, change.code) for change in changes] == [
        ("changed", "capability", "X1.1"),
        ("changed", "requirement", "juriste · exercice · Y1"),
    ]
    assert (changes[1].before, changes[1].after) == ("Initié", "Praticien")


def test_nothing_knows_five_fifteen_or_twelve(small_pack: PackReading) -> None:
    framework = framework_for(code="droit-essai")

    assert (len(framework.domains), len(framework.codes), len(framework.cuts)) == (2, 3, 3)
    assert framework.domain_of == (0, 0, 1)
    assert framework.required("juriste", "etudes")["X1"].code == "initie"
