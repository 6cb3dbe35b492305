"""Any table in any supported encoding and delimiter reads back exactly, or asks."""

from __future__ import annotations

import csv
import io
import unicodedata

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from analytics.ingest import legacy, reading
from analytics.ingest.encodings import WINDOWS_1258, decode
from analytics.ingest.reading import DELIMITERS, read
from analytics.model import Problem

LETTERS = (
    "aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạắằẳẵặấầẩẫậéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ"
)
CELLS = st.text(LETTERS + "ĐĂÂÊÔƠƯ 0123456789.,;|\t\"'%-\n/", max_size=12)
UNICODE = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be")


@st.composite
def tables(draw: st.DrawFn) -> list[list[str]]:
    width = draw(st.integers(2, 5))
    rows = st.lists(CELLS, min_size=width, max_size=width)
    return draw(st.lists(rows, min_size=1, max_size=8))


def written(rows: list[list[str]], delimiter: str) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue()


def as_windows_1258(text: str) -> bytes:
    """Vietnamese letters with their tones behind them, as the code page has them."""
    letters = []
    for letter in unicodedata.normalize("NFC", text):
        parts = unicodedata.normalize("NFD", letter)
        tones = [c for c in parts if c in "\u0300\u0301\u0303\u0309\u0323"]
        base = unicodedata.normalize("NFC", "".join(c for c in parts if c not in tones))
        letters.append(base + "".join(tones))
    return "".join(letters).encode("cp1258")


@given(tables(), st.sampled_from(UNICODE), st.sampled_from(DELIMITERS))
def test_unicode_reads_back_exactly(rows: list[list[str]], encoding: str, delimiter: str) -> None:
    text = written(rows, delimiter)
    assume(text.strip())
    content = text.encode(encoding)
    # Without a mark, UTF-16 is known by the zeros of plain letters: a real file has many.
    assume(encoding not in {"utf-16-le", "utf-16-be"} or content.count(0) > len(content) * 0.3)
    found = read(content, delimiter=delimiter)
    assume(not _doubted(found.problems))
    assert found.rows is not None, found.problems
    assert [list(row) for row in found.rows] == rows


def _doubted(problems: tuple[Problem, ...]) -> bool:
    """Random letters may look like a legacy font; then the reader asks, which is right."""
    return any(p.code in {"legacy_letters", "mojibake"} for p in problems)


@given(tables(), st.sampled_from((WINDOWS_1258, *legacy.LEGACY)))
def test_older_encodings_read_back_once_confirmed(rows: list[list[str]], encoding: str) -> None:
    text = written(rows, ",")
    assume(text.strip())
    content = as_windows_1258(text) if encoding == WINDOWS_1258 else legacy.encode(text, encoding)
    assume(text.isascii() or not _is_utf8(content))
    found = read(content, encoding=encoding, delimiter=",")
    assert found.rows is not None, found.problems
    assert [list(row) for row in found.rows] == rows


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


SENTENCE = "Địa bàn,Chỉ tiêu,Giá trị\nTây Hồ,Thu ngân sách nhà nước trên địa bàn,5\nĐống Đa,Chi,7\n"


@pytest.mark.parametrize("encoding", [WINDOWS_1258, *legacy.LEGACY])
def test_older_encodings_are_proposed_never_taken(encoding: str) -> None:
    content = (
        as_windows_1258(SENTENCE) if encoding == WINDOWS_1258 else legacy.encode(SENTENCE, encoding)
    )
    found = decode(content)
    assert found.utf8 is None
    (problem,) = found.problems
    assert problem.code == "encoding_to_confirm"
    assert dict(problem.details)["encoding"] == encoding
    assert problem.value == "Địa bàn,Chỉ tiêu,Giá trị"


PIECES = st.sampled_from(["a", ",", "\n", "\r\n", "\r", '"', ',"', '",', "é"])


@given(st.lists(PIECES, max_size=14).map("".join))
def test_the_quick_way_reads_as_the_other_does(text: str) -> None:
    assume(text.strip())
    quick = reading._even(text.encode(), ",")
    if quick is not None:
        slow = reading._uneven(text, ",")
        assert not isinstance(slow, Problem)
        assert quick.to_pydict() == slow.to_pydict()


def test_ragged_rows_keep_their_own_lengths() -> None:
    rows = read(b"a,b,c\n1\n\n1,2,3,4\n").rows
    assert rows is not None
    assert list(rows) == [("a", "b", "c"), ("1",), (), ("1", "2", "3", "4")]


def test_decomposed_text_is_composed() -> None:
    rows = read(unicodedata.normalize("NFD", SENTENCE).encode()).rows
    assert rows is not None
    assert rows.row(0) == ("Địa bàn", "Chỉ tiêu", "Giá trị")


@pytest.mark.parametrize("delimiter", DELIMITERS)
def test_the_delimiter_is_found(delimiter: str) -> None:
    text = f"a{delimiter}b{delimiter}c\n" + f"x{delimiter}1.5{delimiter}y\n" * 5
    rows = read(text.encode()).rows
    assert rows is not None
    assert rows.delimiter == delimiter
