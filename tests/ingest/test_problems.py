"""Every problem has a file that shows it, words in both languages and an entry in the docs."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from analytics.ingest import Options, check, checking, marking, reading
from analytics.problems import described
from analytics.settings import ROOT
from analytics.text import LANGUAGES, words
from tests.builders import CODELISTS

BAD = Path(__file__).with_name("bad")
FILES = sorted(BAD.iterdir())
TODAY = date(2026, 11, 1)
_SHOWN_OTHERWISE = {
    # what no file shows by itself: too large, too slow, or a matter of options
    "cell_too_long",
    "file_too_large",
    "more_of_the_same",
    "no_such_encoding",
    "no_such_sheet",
    "workbook_too_large",
    "workbook_too_slow",
    "unit_slip",  # needs a store
    # of a mapping
    "mapping_needs",
    "other_form",
    # nothing in the codelists is that ambiguous
    "ambiguous_indicator",
}


def codes() -> set[str]:
    keys = words("vi").by_key
    return {key.split(".")[1] for key in keys if key.startswith("problems.") and key.count(".") > 1}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_bad_file_has_its_problem_in_words(path: Path) -> None:
    checked = check(path.read_bytes(), path.name, CODELISTS, Options(today=TODAY))
    found = [problem for problem in checked.problems if problem.code == path.stem]
    assert found, [problem.code for problem in checked.problems]
    for problem in checked.problems:
        for language in LANGUAGES:
            told = described(problem, words(language))
            assert told.message
            assert "{" not in told.message + told.hint


def test_every_problem_has_a_bad_file() -> None:
    assert {path.stem for path in FILES} == codes() - _SHOWN_OTHERWISE


@pytest.mark.parametrize("code", sorted(codes()))
def test_every_problem_has_an_entry_in_the_docs(code: str) -> None:
    docs = (ROOT / "docs" / "nhap-so-lieu.md").read_text(encoding="utf-8")
    assert f'<a id="{code}"></a>' in docs


def test_a_file_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_MOST_BYTES", 10)
    assert _codes(b"x" * 11) == {"file_too_large"}


def test_a_cell_too_long_is_refused() -> None:
    assert _codes(b'a,b\n1,2,3\n"' + b"x" * 1_000_001 + b'",2\n') >= {"cell_too_long"}


def test_an_encoding_that_is_none_is_refused() -> None:
    assert _codes(b"a,b\n", Options(encoding="klingon")) == {"no_such_encoding"}


def test_a_sheet_that_is_not_there_is_refused() -> None:
    content = (BAD / "choose_sheet.xlsx").read_bytes()
    assert _codes(content, Options(sheet="Ba")) == {"no_such_sheet"}
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
