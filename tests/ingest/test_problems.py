"""Every problem has a file that shows it, words in both languages and an entry in the docs."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from analytics.codelists import Codelists
from analytics.ingest import Options, beside_known, check, checking, marking, reading
from analytics.ingest.codes import Lexicon
from analytics.ingest.mappings import Column, From, Mapping
from analytics.ingest.template import Field
from analytics.languages import LANGUAGES
from analytics.problems import described
from analytics.settings import ROOT
from analytics.store import Store
from analytics.text import words
from pages.ui import manual
from tests.builders import CODELISTS

BAD = Path(__file__).with_name("bad")
FILES = sorted(BAD.iterdir())
TODAY = date(2026, 11, 1)
NO_FILE = {
    "file_too_large": "it would weigh 400 MB; shown below with a lower limit",
    "workbook_too_slow": "it would take two minutes; test_workbooks.py has one with less time",
    "cell_too_long": "1 MB that is one letter: made below",
    "more_of_the_same": "5,001 rows alike: made below",
}
"""Codes that have no file of their own here, and why."""
FORM = Mapping(
    name="Thu",
    header=(("quan", "so"),),
    columns=(
        Column(column=0, holds=Field.REF_AREA),
        Column(column=1, holds=Field.VALUE, fixed={Field.INDICATOR: "budget_revenue_area"}),
    ),
    fixed={Field.PERIOD: From.TITLE, Field.SOURCE: From.GIVEN},
)
SAID = {
    "no_such_encoding": Options(today=TODAY, encoding="klingon"),
    "no_such_sheet": Options(today=TODAY, sheet="Ba"),
    "mapping_needs": Options(today=TODAY, mapping=FORM),
    "other_form": Options(today=TODAY, mapping=FORM),
}
"""What is said of a file that has its problem only then."""


def codes() -> set[str]:
    keys = words("vi").by_key
    return {key.split(".")[1] for key in keys if key.startswith("problems.") and key.count(".") > 1}


def two_meanings() -> Codelists:
    """Codelists in which one name stands for two indicators."""
    first, second, *others = CODELISTS.indicators
    both = (i.model_copy(update={"aliases": ("Thu",)}) for i in (first, second))
    return replace(CODELISTS, indicators=(*both, *others))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_bad_file_has_its_problem_in_words(path: Path, request: pytest.FixtureRequest) -> None:
    codelists = two_meanings() if path.stem == "ambiguous_indicator" else CODELISTS
    options = SAID.get(path.stem, Options(today=TODAY))
    checked = check(path.read_bytes(), path.name, codelists, options)
    if path.stem == "unit_slip":
        store: Store = request.getfixturevalue("bundled_file")
        checked = beside_known(store, checked)
    found = [problem for problem in checked.problems if problem.code == path.stem]
    assert found, [problem.code for problem in checked.problems]
    for problem in checked.problems:
        for language in LANGUAGES:
            told = described(problem, words(language))
            assert told.message
            assert "{" not in told.message + told.hint


def test_every_problem_has_a_bad_file() -> None:
    assert {path.stem for path in FILES} == codes() - NO_FILE.keys()


def test_no_name_stands_for_two_indicators() -> None:
    """``ambiguous_indicator`` needs codelists other than those that come with the app."""
    names = Lexicon(CODELISTS).indicators
    for indicator in CODELISTS.indicators:
        for name in (indicator.name_vi, indicator.name_en, *indicator.aliases):
            assert names.find(name) == (indicator,), name


def test_every_problem_has_an_entry_in_the_docs_that_its_place_shows() -> None:
    docs = (ROOT / "docs" / "nhap-so-lieu.md").read_text(encoding="utf-8")
    linked = re.findall(r'<a id="(\w+)"></a>', docs)
    assert sorted(linked) == sorted(codes()), "each once, and none of a code that is no more"
    assert manual.entries().keys() == codes()
    assert all(entry.endswith(f"(`{code}`)") for code, entry in manual.entries().items())


def test_the_manuals_pictures_are_there() -> None:
    manual_text = (ROOT / "docs" / "nhap-so-lieu.md").read_text(encoding="utf-8")
    shown = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", manual_text)
    assert len(shown) == 7
    assert all((ROOT / "docs" / path).is_file() for path in shown)


def test_a_file_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_MOST_BYTES", 10)
    assert _codes(b"x" * 11) == {"file_too_large"}


def test_a_cell_too_long_is_refused() -> None:
    assert _codes(b'a,b\n1,2,3\n"' + b"x" * 1_000_001 + b'",2\n') >= {"cell_too_long"}


def test_a_sheet_that_is_chosen_is_read() -> None:
    content = (BAD / "choose_sheet.xlsx").read_bytes()
    assert "choose_sheet" not in _codes(content, Options(sheet="Hai"))


def test_what_is_not_listed_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(marking, "MOST_ALIKE", 2)
    head, good, bad = (BAD / "unknown_area.csv").read_text(encoding="utf-8").splitlines()
    content = "\n".join([head, good, *[bad] * 5]) + "\n"
    checked = check(content.encode(), "x.csv", CODELISTS)
    more = next(p for p in checked.problems if p.code == "more_of_the_same")
    assert dict(more.details) == {"count": "3", "code": "unknown_area"}
    assert checked.observations.num_rows == 1


def _codes(content: bytes, options: Options | None = None) -> set[str]:
    return {p.code for p in checking.check(content, "x", CODELISTS, options).problems}
