"""The words for people: one set of keys, each used, each in its own language."""

from __future__ import annotations

import ast
import re
import string
import unicodedata
from pathlib import Path

import pytest

from analytics.languages import LANGUAGES, Language
from analytics.settings import ROOT
from analytics.text import words

KEYS = frozenset(words("vi").by_key)
FILES = frozenset(key.split(".")[0] for key in KEYS)
CODE = [
    *ROOT.glob("analytics/**/*.py"),
    *ROOT.glob("pages/**/*.py"),
    *ROOT.glob("server/**/*.py"),
    ROOT / "app.py",
]

ENGLISH = re.compile(
    r"\b(the|of|and|is|are|with|from|this|that|file|upload|download|search|row|column|value|"
    r"figure|figures|source|district|plan|page|open|click|select|error|warning|not|no)\b",
    re.IGNORECASE,
)
LENT = frozenset({"csv", "excel", "utf-8", "url", "png", "sql"})
"""Words that Vietnamese offices use as they are."""


def constants() -> set[str]:
    """Every whole string in the code."""
    return {text for path in CODE for text in _Strings.of(path).whole}


def patterns() -> set[str]:
    """What the code's f-strings can give, as regular expressions; only those that name a key."""
    return {shape for path in CODE for shape in _Strings.of(path).shapes}


class _Strings(ast.NodeVisitor):
    def __init__(self) -> None:
        self.whole: set[str] = set()
        self.shapes: set[str] = set()

    @classmethod
    def of(cls, path: Path) -> _Strings:
        found = cls()
        found.visit(ast.parse(path.read_text(encoding="utf-8")))
        return found

    def visit_Constant(self, node: ast.Constant) -> None:
        if isinstance(node.value, str):
            self.whole.add(node.value)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        fixed, shape = "", ""
        for piece in node.values:
            if isinstance(piece, ast.Constant):
                fixed += str(piece.value)
                shape += re.escape(str(piece.value))
            else:
                shape += r"[\w-]+"
                self.visit(piece)
        if re.fullmatch(r"[a-z_]*(\.[a-z_]*)+", fixed) and re.search(r"[a-z]{3}", fixed):
            self.shapes.add(shape)


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_both_languages_have_the_same_keys() -> None:
    assert set(words("en").by_key) == KEYS


@pytest.mark.parametrize("key", sorted(KEYS & set(words("en").by_key)))
def test_both_languages_say_the_same_values(key: str) -> None:
    vietnamese, english = (words(language).by_key[key] for language in LANGUAGES)
    assert placeholders(vietnamese) == placeholders(english)
    assert "" not in placeholders(vietnamese), "values have names"


def test_every_key_is_used() -> None:
    named, shapes = constants(), patterns()
    unused = {
        key
        for key in KEYS
        if key not in named and not any(re.fullmatch(shape, key) for shape in shapes)
    }
    assert unused == set()


def test_every_key_that_the_code_names_is_there() -> None:
    named = {
        text
        for text in constants()
        if re.fullmatch(r"[a-z_]+(\.[A-Za-z_]+)+", text)
        and text.split(".")[0] in FILES
        and not text.endswith((".py", ".css", ".js", ".csv", ".toml"))
    }
    assert named - KEYS == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_are_composed_and_trimmed(language: Language) -> None:
    for key, text in words(language).by_key.items():
        assert text == unicodedata.normalize("NFC", text), key
        assert text.strip() == text, key
        assert text, key


def test_vietnamese_words_are_vietnamese() -> None:
    leaked = {
        key: found.group()
        for key, text in words("vi").by_key.items()
        if (found := ENGLISH.search(re.sub(r"`[^`]*`|\{[^}]*\}|\S+\.\w+", "", text)))
        and found.group().lower() not in LENT
    }
    assert leaked == {}


def test_english_words_have_no_vietnamese_left_in_them() -> None:
    names = re.compile(r"Tiếng Việt|Hà Nội|Đống Đa|Tây Hồ|Hoàn Kiếm|Long Biên|`[^`]*`|“[^”]*”")
    vietnamese = re.compile(
        r"[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.IGNORECASE
    )
    leaked = {
        key
        for key, text in words("en").by_key.items()
        if vietnamese.search(unicodedata.normalize("NFC", names.sub("", text)))
    }
    assert leaked == set()
