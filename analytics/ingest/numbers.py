"""Text to numbers: one grammar for what Vietnamese offices print.

A number phrase is taken apart first (:func:`take_apart`), without deciding what ``.`` and ``,``
mean; then :func:`read` turns its digits into a decimal under one convention. Nothing here guesses:
what has no single reading is :class:`Unreadable`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from analytics.model import Bound
from analytics.text import folded


class Marks(StrEnum):
    """Which mark groups thousands and which one begins the decimals."""

    VI = "vi"  # 12.065,06
    EN = "en"  # 12,065.06


class Evidence(StrEnum):
    """What the digits of one number say about the marks in use."""

    NONE = "none"  # no marks: 1950
    VI = "vi"  # only Vietnamese marks read it: 98,65
    EN = "en"  # only English marks read it: 98.65
    BOTH = "both"  # either reads it, differently: 1.950
    WRONG = "wrong"  # neither reads it: 1.95.0


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Why a text is no single number; ``code`` is a problem's code."""

    code: str
    details: tuple[tuple[str, str], ...] = ()


def unreadable_as(code: str) -> Callable[[object], bool]:
    """A test for what is unreadable for one reason."""
    return lambda value: isinstance(value, Unreadable) and value.code == code


@dataclass(frozen=True, slots=True)
class Phrase:
    """A number phrase taken apart: ``ước đạt trên 14 nghìn tỷ đồng (*)``."""

    digits: str  # as printed, marks and all; spaces that group are left out
    tail: str = ""  # what follows the digits: "nghìn tỷ đồng", "%"
    is_negative: bool = False
    bound: Bound = Bound.EQUAL
    is_estimate: bool = False
    direction: int = 0  # 1 "tăng", -1 "giảm": only growth is told so
    footnote: str = ""


@dataclass(frozen=True, slots=True)
class Tail:
    """What follows a number: a scale and the rest, which should name a unit."""

    exponent: int = 0  # nghìn tỷ: 12
    scale: str = ""  # as printed
    unit: str = field(default="")  # as printed, without the scale


_SPACES = dict.fromkeys(map(ord, "\u00a0\u2007\u2009\u202f\u3000\t\r\n"), " ")
_MINUSES = dict.fromkeys(map(ord, "\u2212\u2010\u2011\u2012\u2013\u2014"), "-")
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"), "")

NO_FIGURE = frozenset(
    {"", "-", "--", "---", ".", "..", "...", "x", "n/a", "na", "null", "nan", "không có"}
    | {"chưa có", "chưa có số liệu", "không có số liệu", "k.có"}
)
"""What offices write where there is no figure, after :func:`tidy` and lower-casing."""

FORMULA_ERROR = re.compile(
    r"#(?:DIV/0!|N/A|NAME\?|NULL!|NUM!|REF!|VALUE!|CALC!|SPILL!|GETTING_DATA)|Err:\d+"
)
"""What spreadsheets show for a formula that has no value; ``#CALC!`` also where none was kept."""

_WORDS: dict[str, Bound | int | None] = {
    # a bound, a direction, 0 for an estimate, None for a word that adds nothing
    **dict.fromkeys(["tren", "hon", "vuot", "vuot tren", "cao hon", "lon hon"], Bound.ABOVE),
    **dict.fromkeys([">", "more than", "over", "above"], Bound.ABOVE),
    **dict.fromkeys(["it nhat", "toi thieu", "khong duoi", "khong it hon"], Bound.AT_LEAST),
    **dict.fromkeys([">=", "≥", "=>", "at least"], Bound.AT_LEAST),
    **dict.fromkeys(["duoi", "it hon", "nho hon", "chua den", "chua toi"], Bound.BELOW),
    **dict.fromkeys(["<", "less than", "under", "below"], Bound.BELOW),
    **dict.fromkeys(["toi da", "khong qua", "khong vuot qua", "nhieu nhat"], Bound.AT_MOST),
    **dict.fromkeys(["<=", "≤", "=<", "at most"], Bound.AT_MOST),
    **dict.fromkeys(["khoang", "gan", "xap xi", "~", "≈", "about", "nearly"], Bound.ABOUT),
    **dict.fromkeys(["approximately", "almost", "around"], Bound.ABOUT),
    **dict.fromkeys(["uoc", "uoc tinh", "uoc thuc hien", "estimated"], 0),
    **dict.fromkeys(["tang", "up"], 1),
    **dict.fromkeys(["giam", "down"], -1),
    **dict.fromkeys(["dat", "bang", "=", ":"], None),
}
_LONGEST_WORD = max(len(word.split()) for word in _WORDS)
_AFTER = {"tro len": Bound.AT_LEAST, "tro xuong": Bound.AT_MOST, "or more": Bound.AT_LEAST}
_SCALES = {
    **dict.fromkeys(["nghin", "ngan", "thousand"], 3),
    **dict.fromkeys(["trieu", "million"], 6),
    **dict.fromkeys(["ty", "ti", "billion"], 9),
    "trillion": 12,
}
_DIGITS = re.compile(r"\d{1,3}(?: \d{3})+(?:[.,]\d+)?(?![\d.,]*\d)|\d+(?:[.,]\d+)*")
_DATE = re.compile(r"\d{4}-\d\d?-\d\d?(?: \d\d:\d\d:\d\d)?|\d\d?[/.-]\d\d?[/.-]\d{4}")
_FOOTNOTE = re.compile(
    r"\s*(\*+|[†‡]+|[¹²³⁴⁵⁶⁷⁸⁹⁰]+|\((?:\*+|\d|[a-z])\)|\[(?:\*+|\d{1,2}|[a-z])\])$", re.IGNORECASE
)
_SUPERSCRIPT_UNIT = re.compile(r"(?:^|\s|/)(?:k|c|d|m)?m[²³]$", re.IGNORECASE)
_AREA_UNIT = re.compile(r"\b[kcd]?m[23]\b", re.IGNORECASE)
_GROUPED = {
    Marks.VI: re.compile(r"(?:0|[1-9]\d*|0\d|[1-9]\d{0,2}(?:\.\d{3})+)(?:,\d+)?"),
    Marks.EN: re.compile(r"(?:0|[1-9]\d*|0\d|[1-9]\d{0,2}(?:,\d{3})+)(?:\.\d+)?"),
}
_PLAIN = re.compile(r"\d+")


def tidy(text: str) -> str:
    """NFC, one sort of space and of minus, nothing invisible."""
    composed = unicodedata.normalize("NFC", text)
    plain = composed.translate(_INVISIBLE).translate(_SPACES).translate(_MINUSES)
    return " ".join(plain.replace("…", "...").split())


def is_no_figure(text: str) -> bool:
    """Whether a cell says that there is no figure: empty, a dash, dots."""
    return tidy(text).casefold() in NO_FIGURE


def take_apart(text: str) -> Phrase | Unreadable:
    """A number phrase in its parts; ``Unreadable`` where it is none, or more than one number."""
    plain = tidy(text)
    if plain.casefold() in NO_FIGURE:
        return Unreadable("no_figure")
    if FORMULA_ERROR.fullmatch(plain):
        return Unreadable("formula_error")
    if _DATE.fullmatch(plain):
        return Unreadable("value_is_a_date")
    if "\ufffd" in plain or "?" in plain:
        return Unreadable("lost_letters")
    footnote = ""
    marked = _FOOTNOTE.search(plain)
    if marked and marked.start() > 0 and not _SUPERSCRIPT_UNIT.search(plain):
        footnote, plain = marked[1], plain[: marked.start()]
    is_negative = False
    if plain.startswith("(") and plain.endswith((")", ")%")):
        # Accountants write a negative number in parentheses.
        inner = plain[1:].replace(")", "", 1) if plain.count(")") == 1 else ""
        if not inner[:1].isdigit():
            return Unreadable("not_a_number")
        is_negative, plain = True, inner
    number = _DIGITS.search(plain)
    if number is None or not number[0].isascii():
        return Unreadable("not_a_number")
    before, after = plain[: number.start()].rstrip(), plain[number.end() :].lstrip()
    if before.endswith(("-", "+")):
        if is_negative:
            return Unreadable("not_a_number")
        is_negative, before = before.endswith("-"), before[:-1].rstrip()
    led = _leading(before)
    if isinstance(led, Unreadable):
        return led
    bound, is_estimate, direction = led.bound, led.is_estimate, led.direction
    for words, later in _AFTER.items():
        if folded(after).endswith(words):
            if bound is not Bound.EQUAL:
                return Unreadable("not_a_number")
            kept = after.split()[: -len(words.split())]
            bound, after = later, " ".join(kept)
    wrong = _wrong_after(number[0], after)
    if wrong is not None:
        return wrong
    if is_negative and direction:
        return Unreadable("not_a_number")
    return Phrase(
        digits=number[0].replace(" ", ""),
        tail=after,
        is_negative=is_negative,
        bound=bound,
        is_estimate=is_estimate,
        direction=direction,
        footnote=footnote,
    )


def _leading(before: str) -> Phrase | Unreadable:
    """What the words before the digits say; every word must be known."""
    bound, is_estimate, direction = Bound.EQUAL, False, 0
    # "≥95" and "~ 5" come without a space.
    words = re.sub(r"([<>=≥≤~≈:]+)", r" \1 ", folded(before)).split()
    while words:
        for length in range(min(_LONGEST_WORD, len(words)), 0, -1):
            word = " ".join(words[:length])
            if word in _WORDS:
                break
        else:
            return Unreadable("not_a_number")
        del words[:length]
        match _WORDS[word]:
            case Bound() as found if bound is Bound.EQUAL:
                bound = found
            case Bound() as found if found is not bound:
                return Unreadable("not_a_number")
            case 0:
                is_estimate = True
            case int(found):
                if direction:
                    return Unreadable("not_a_number")
                direction = found
    return Phrase("", bound=bound, is_estimate=is_estimate, direction=direction)


def _wrong_after(digits: str, after: str) -> Unreadable | None:
    """Why what follows the digits cannot belong to one number; None where it can."""
    if re.match(r"/ ?\d", after):
        whole = re.match(r"/ ?([\d.,]*\d)", after)
        return Unreadable(
            "fraction_value", (("part", digits), ("whole", whole[1] if whole else ""))
        )
    if re.match(r"(?:%|[^\W\d]*)? ?(?:-|đến|tới|to) ?\d", after):
        return Unreadable("range_value")
    if any(c.isdigit() for c in _AREA_UNIT.sub("", after).translate({178: None, 179: None})):
        return Unreadable("not_a_number")
    if after[:1] in {".", ",", "-", "+", "=", "'"}:
        return Unreadable("not_a_number")
    return None


def tail_of(text: str) -> Tail:
    """Scale words at the front of what follows a number, and the rest of it."""
    words = text.split()
    exponent = count = 0
    while count < len(words) and folded(words[count]) in _SCALES:
        exponent += _SCALES[folded(words[count])]
        count += 1
    return Tail(exponent, " ".join(words[:count]), " ".join(words[count:]))


def evidence(digits: str) -> Evidence:
    """What the marks within digits can mean."""
    if _PLAIN.fullmatch(digits):
        return Evidence.NONE if _GROUPED[Marks.VI].fullmatch(digits) else Evidence.WRONG
    vi = _GROUPED[Marks.VI].fullmatch(digits) is not None
    en = _GROUPED[Marks.EN].fullmatch(digits) is not None
    if vi and en:
        return Evidence.BOTH
    return Evidence.VI if vi else Evidence.EN if en else Evidence.WRONG


def read(digits: str, marks: Marks) -> str | None:
    """The digits as plain text, a point before the decimals; None where ``marks`` do not fit.

    Text keeps every printed decimal, and :class:`Decimal` reads it exactly.
    """
    if not _GROUPED[marks].fullmatch(digits):
        return None
    group, point = (".", ",") if marks is Marks.VI else (",", ".")
    return digits.replace(group, "").replace(point, ".")


def readings(digits: str) -> tuple[Decimal, ...]:
    """Every value the digits could have, Vietnamese reading first."""
    found = (read(digits, marks) for marks in Marks)
    return tuple(dict.fromkeys(Decimal(plain) for plain in found if plain is not None))
