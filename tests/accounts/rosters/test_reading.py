"""A file of people, read: columns, encodings, separators, words, and what is refused."""

import io
import zipfile

import pytest
import xlsxwriter

from sextant.accounts.rosters.lines import Roster, read_lines
from sextant.accounts.rosters.refusals import UnreadableRoster
from sextant.accounts.rosters.sheets import MOST_BYTES, MOST_LINES, read_sheet
from sextant.accounts.rosters.vocabulary import Named, Vocabulary
from sextant.accounts.rosters.words import fault_in_words

WORDS = Vocabulary(
    professions=(Named("infirmier", ("Infirmier, infirmière", "Nurse")), Named("medecin", ("Médecin", "Physician"))),
    stages=(
        Named("c1y1", ("Premier cycle, 1re année", "First cycle, year 1")),
        Named("c1y2", ("Premier cycle, 2e année", "First cycle, year 2")),
        Named("c2", ("Deuxième cycle", "Second cycle")),
        Named("practice", ("En exercice", "In practice")),
    ),
    stages_of={"infirmier": ("c1y1", "c1y2", "practice"), "medecin": ("c1y1", "c1y2", "c2", "practice")},
    diplomas_of={"infirmier": (Named("ide", ("Diplôme d’État d’infirmier",)),), "medecin": (Named("dem", ("Doctorat de médecine",)),)},
)


def read(content: bytes | str, name: str = "liste.csv") -> Roster:
    raw = content.encode() if isinstance(content, str) else content
    return read_lines(read_sheet(raw, name=name), WORDS, this_year=2026)


def workbook(rows: list[list[object]]) -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            for place, value in enumerate(row):
                if isinstance(value, str) and value.startswith("="):
                    sheet.write_formula(number, place, value, None, "valeur@example.org")
                else:
                    sheet.write(number, place, value)
    return target.getvalue()


def refusal(content: bytes | str, name: str = "liste.csv") -> str:
    with pytest.raises(UnreadableRoster) as refused:
        read(content, name)
    return str(refused.value.sentence)


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_csv_is_read_in_every_usual_dress(separator: str, encoding: str) -> None:
    text = (
        separator.join(["Nom", "Prénom", "Adresse électronique"])
        + "\r\n"
        + separator.join(["Benaï", "Hélène", "H.Benai@example.org"])
        + "\r\n"
    )

    roster = read(text.encode(encoding))

    assert [(line.number, line.email, line.values) for line in roster.lines] == [(2, "h.benai@example.org", {"name": "Hélène Benaï"})]


def test_titles_are_known_in_both_languages_and_others_are_left_aside() -> None:
    roster = read("E-mail;Last name;FIRST NAME;Student number;Groupe TD\na@example.org;Martin;Léa;21903344;B\n")

    assert roster.lines[0].values == {"name": "Léa Martin", "student_number": "21903344"}
    assert roster.ignored == ("Groupe TD",)


def test_a_title_may_stand_above_the_columns() -> None:
    roster = read("Liste de la promotion 2026;;\n\nNom;E-mail;\nMartin;a@example.org;\n")

    assert [(line.number, line.email) for line in roster.lines] == [(4, "a@example.org")]


@pytest.mark.parametrize(
    ("profession", "stage", "expected"),
    [
        ("Infirmière", "2", {"profession": "infirmier", "stage": "c1y2"}),
        ("INFIRMIER", "L2", {"profession": "infirmier", "stage": "c1y2"}),
        ("nurse", "2e année", {"profession": "infirmier", "stage": "c1y2"}),
        ("medecin", "deuxième cycle", {"profession": "medecin", "stage": "c2"}),
        ("Physician", "In practice", {"profession": "medecin", "stage": "practice"}),
    ],
)
def test_professions_and_stages_are_known_by_their_usual_names(profession: str, stage: str, expected: dict[str, str]) -> None:
    roster = read(f"mail;profession;année\na@example.org;{profession};{stage}\n")

    assert roster.lines[0].values == expected
    assert not roster.lines[0].faults


def test_a_diploma_tells_the_profession() -> None:
    roster = read("mail;diplôme\na@example.org;ide\n")

    assert roster.lines[0].values == {"profession": "infirmier", "diploma": "ide"}


@pytest.mark.parametrize(
    ("header", "cell", "code", "said"),
    [
        ("profession", "infirmer", "unknown", "Infirmier"),
        ("profession", "astronaute", "unknown", "astronaute"),
        ("diplôme", "xyz", "unknown", "xyz"),
        ("année", "7", "unknown", "7"),
        ("année d'entrée", "l’an dernier", "not-a-year", "2026"),
        ("année d'entrée", "1066", "not-a-year", "2026"),
        ("nom", "=cmd|' /C calc'!A0", "formula", "=cmd"),
        ("numéro étudiant", "@SUM(A1)", "formula", "@SUM"),
        ("nom", "x" * 400, "too-long", "xxx"),
        ("nom", "ab\u202ecd", "unreadable", ""),
    ],
)
def test_a_cell_in_error_is_told_with_its_column_and_what_to_do(header: str, cell: str, code: str, said: str) -> None:
    roster = read(f"mail;{header}\na@example.org;{cell}\n")

    faults = roster.lines[0].faults
    assert [fault.code for fault in faults] == [code]
    assert said in fault_in_words(faults[0])


@pytest.mark.parametrize("address", ["", "amina", "amina@", "a b@example.org", "x" * 255 + "@example.org"])
def test_an_address_that_is_none_is_an_error(address: str) -> None:
    roster = read(f"mail;nom\n{address};Benali\n")

    assert roster.lines[0].faults[0].column == "email"


def test_a_stage_the_profession_does_not_have_is_an_error() -> None:
    roster = read("mail;profession;étape\na@example.org;infirmier;Deuxième cycle\n")

    assert [fault.code for fault in roster.lines[0].faults] == ["other-profession"]


@pytest.mark.parametrize(("cell", "year"), [("2025", 2025), ("2025-2026", 2025), ("2025/26", 2025), ("2025-09-01", 2025)])
def test_a_year_of_entry_is_read_in_its_usual_forms(cell: str, year: int) -> None:
    assert read(f"mail;promotion\na@example.org;{cell}\n").lines[0].values == {"entry_year": year}


def test_a_workbook_is_read_with_the_values_its_formulas_were_saved_with() -> None:
    content = workbook(
        [["E-mail", "Année d’entrée", "Numéro étudiant"], ["=A9", 2025, 21903344], [None, None, None], ["b@example.org", 2024.0, "x"]]
    )

    roster = read(content, "liste.xlsx")

    assert [(line.number, line.email, line.values) for line in roster.lines] == [
        (2, "valeur@example.org", {"entry_year": 2025, "student_number": "21903344"}),
        (4, "b@example.org", {"entry_year": 2024, "student_number": "x"}),
    ]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "vide|empty"),
        (b"\n\n ", "vide|empty"),
        (b"x" * (MOST_BYTES + 1), "10"),
        (b"%PDF-1.4 hello", "PDF|XLSX"),
        (b"\xd0\xcf\x11\xe0old", "XLSX"),
        (b"\x00\x01\x02binary", "CSV"),
        (b"nom;prenom\nBenali;Amina\n", "e-mail"),
        (b"mail;courriel\na@example.org;b@example.org\n", "courriel"),
        (b"mail;nom\n", "personne|nobody"),
        (b'mail;nom\na@example.org;"Benali\n', "2"),
        (b"PK\x03\x04 not a zip", "XLSX"),
    ],
)
def test_a_file_that_is_no_list_is_refused_with_a_sentence(content: bytes, words: str) -> None:
    said = refusal(content)

    assert any(word.lower() in said.lower() for word in words.split("|")), said


def test_too_many_lines_are_refused() -> None:
    assert str(MOST_LINES)[:2] in refusal("mail\n" + "a@example.org\n" * (MOST_LINES + 1))


def test_too_many_columns_are_refused() -> None:
    assert "60" in refusal("mail" + ";" * 80 + "x\n" + "a@example.org\n")


def zipped(parts: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def test_a_zip_that_is_no_workbook_is_refused() -> None:
    assert "XLSX" in refusal(zipped({"readme.txt": b"hello"}))


def test_a_zip_bomb_is_refused_before_it_is_opened() -> None:
    bomb = zipped({"xl/workbook.xml": b"<workbook/>", "xl/worksheets/sheet1.xml": b"0" * (101 * 1024 * 1024)})

    assert len(bomb) < MOST_BYTES
    assert "list" in refusal(bomb)


def test_a_zip_bomb_that_lies_about_its_size_is_refused() -> None:
    bomb = bytearray(zipped({"xl/workbook.xml": b"<workbook/>", "xl/sharedStrings.xml": b"0" * (101 * 1024 * 1024)}))
    honest = (101 * 1024 * 1024).to_bytes(4, "little")
    at = bytes(bomb).find(honest)
    while at >= 0:
        bomb[at : at + 4] = (1000).to_bytes(4, "little")
        at = bytes(bomb).find(honest)

    assert refusal(bytes(bomb))


def test_a_cell_in_the_last_corner_is_refused() -> None:
    """Such a sheet makes a reader lay out seventeen thousand million cells."""
    good = workbook([["mail"], ["a@example.org"]])
    parts = {part.filename: zipfile.ZipFile(io.BytesIO(good)).read(part) for part in zipfile.ZipFile(io.BytesIO(good)).infolist()}
    parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"].replace(
        b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    )

    assert "1048576" in refusal(zipped(parts))


def test_a_damaged_workbook_is_refused() -> None:
    good = workbook([["mail"], ["a@example.org"]])

    assert "XLSX" in refusal(good[: len(good) // 2])
    assert "XLSX" in refusal(good[:200] + b"\x00" * 100 + good[300:])
