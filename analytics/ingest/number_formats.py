"""What a spreadsheet's number format makes of a number: percent, thousands left out, words added.

The codes are those of ECMA-376, part 1, 18.8.31: up to three sections of numbers, in each digit
places, marks, and words around them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from functools import lru_cache

_PART = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.)|[_*].|\[(?P<bracket>[^\]]*)\]?|(?P<general>General)'
    r"|(?P<exponent>E[+-])|(?P<date>AM/PM|A/P|[dmyhs]+)|(?P<digits>[0#?]+)|(?P<mark>[.,%/@])"
    r"|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_SECTION = re.compile(r'(?:"[^"]*"?|\\.|\[[^\]]*\]?|[^;"\\\[]|\\$)*', re.DOTALL)
_CONDITION = re.compile(r"(<=|>=|<>|=|<|>)\s*(-?\d+(?:\.\d+)?)")
_SAYS = re.compile(r"[^\W_]|[<>≤≥≈~*†‡%‰$€₫]")
_MOST_DECIMALS = 9
_LARGEST = 25  # digits before the point; a figure has fewer


class _Form(StrEnum):
    NUMBER = "number"  # digits, with words around them at most
    ALIKE = "alike"  # the same number as a fraction or with an exponent
    NONE = "none"  # a date, a dash, nothing: no number is to be seen


@dataclass(frozen=True, slots=True)
class Shown:
    """How a number is to be read; both texts have a point before the decimals.

    ``otherwise`` is what the sheet shows where that is another number or another text; empty where
    it shows no number; None where ``text`` is all there is to it.
    """

    text: str
    otherwise: str | None = None


@dataclass(frozen=True, slots=True)
class _Section:
    """One section of a format."""

    form: _Form = _Form.NONE
    condition: tuple[str, Decimal] | None = None
    before: str = ""
    after: str = ""
    is_general: bool = False  # as many decimals as there are
    zeros: int = 0  # digits shown at least, before the point
    decimals: int = 0
    percents: int = 0
    thousands: int = 0  # left out

    @property
    def exponent(self) -> int:
        """Shown is held times ten to this."""
        return 2 * self.percents - 3 * self.thousands

    @property
    def adds_digits(self) -> bool:
        """Whether written digits stand right at the number's own: ``0"000"``."""
        return self.before[-1:].isdigit() or self.after[:1].isdigit()


def shown(held: Decimal, code: str) -> Shown:
    """A number under its format."""
    section = _section_for(held, code)
    same = plain(held)
    if section.form is not _Form.NUMBER or held.adjusted() > _LARGEST:
        is_alike = section.form is not _Form.NONE and not section.exponent
        return Shown(same, None if is_alike else "")
    value = held.scaleb(section.exponent)
    rounded = plain(value) if section.is_general else f"{_round(value, section.decimals):f}"
    seen = _padded(rounded, section.zeros)
    percent = "%" * section.percents
    before, after = _words(section.before), _words(section.after)
    if section.adds_digits:
        return Shown(same, f"{section.before.strip()}{seen}{percent}{section.after.strip()}")
    if section.thousands or section.percents > 1:
        return Shown(same, _joined(before, f"{seen}{percent}", after))
    if len(plain(value).partition(".")[2]) > _MOST_DECIMALS:
        # A quotient without an end is read as it is shown.
        value = _round(value, _MOST_DECIMALS if section.is_general else section.decimals)
    text = _joined(before, f"{plain(value)}{percent}", after)
    return Shown(text, seen if seen != rounded and not (before or after or percent) else None)


def without_day(code: str) -> str | None:
    """What of a date a format shows, where it leaves the day out: ``month`` or ``year``."""
    letters = {
        letter
        for found in _PART.finditer(_split(code)[0])
        if found["date"]
        for letter in found["date"].lower()
    }
    return {frozenset("my"): "month", frozenset("y"): "year"}.get(frozenset(letters))


def plain(value: Decimal) -> str:
    """A number's digits, without zeros that say nothing."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _joined(*parts: str) -> str:
    return " ".join(part for part in parts if part)


def _padded(number: str, zeros: int) -> str:
    sign = "-" if number.startswith("-") else ""
    whole, point, rest = number.removeprefix("-").partition(".")
    return f"{sign}{whole.zfill(zeros)}{point}{rest}"


def _round(value: Decimal, decimals: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-min(decimals, _MOST_DECIMALS)), ROUND_HALF_UP)


def _words(literal: str) -> str:
    """Words that say something of the number: no spaces, signs or parentheses."""
    return " ".join(literal.split()).strip("()+- ") if _SAYS.search(literal) else ""


# Sections ----------------------------------------------------------------------------------


def _section_for(held: Decimal, code: str) -> _Section:
    found = _sections(code)
    if any(section.condition for section in found):
        for section in found:
            if section.condition is None or _meets(held, *section.condition):
                return section
        return found[-1]
    if held < 0 and len(found) > 1:
        return found[1]
    if held == 0 and len(found) > 2:
        return found[2]
    return found[0]


def _meets(held: Decimal, sign: str, limit: Decimal) -> bool:
    return {
        "<": held < limit,
        ">": held > limit,
        "=": held == limit,
        "<=": held <= limit,
        ">=": held >= limit,
        "<>": held != limit,
    }[sign]


@lru_cache(maxsize=1_000)
def _sections(code: str) -> tuple[_Section, ...]:
    return tuple(map(_section, _split(code)[:3]))


def _split(code: str) -> list[str]:
    texts, place = [], 0
    while place <= len(code):
        found = _SECTION.match(code, place)
        texts.append(found[0] if found else "")
        place += len(texts[-1]) + 1
    return texts


def _section(text: str) -> _Section:
    section = _Section()
    has_digits = has_point = is_broken = is_alike = is_date = False
    for kind, part in _parts(text):
        match kind:
            case "digits":
                # Words between digits make no plain number: 000-0000.
                is_broken = is_broken or bool(section.after.strip())
                shown_zeros = 0 if has_point else part.count("0")
                section = replace(
                    section,
                    after="",
                    thousands=0,
                    zeros=section.zeros + shown_zeros,
                    decimals=section.decimals + (len(part) if has_point else 0),
                )
                has_digits = True
            case "mark" if part == ",":
                section = replace(section, thousands=section.thousands + 1)
            case "mark" if part == "%":
                section = replace(section, percents=section.percents + 1)
            case "mark" if part == ".":
                has_point = True
            case "mark" if part == "/":
                is_alike = True
            case "exponent":
                is_alike = True
            case "general" | "mark":
                section = replace(section, is_general=True)
            case "date":
                is_date = True
            case "condition":
                sign, _, limit = part.partition(" ")
                section = replace(section, condition=(sign, Decimal(limit)))
            case _ if has_digits or section.is_general:
                section = replace(section, after=section.after + part)
            case _:
                section = replace(section, before=section.before + part)
    form = _Form.NUMBER
    if is_date or is_broken or not (has_digits or section.is_general):
        form = _Form.NONE
    elif is_alike:
        form = _Form.ALIKE
    return replace(section, form=form, thousands=section.thousands if has_digits else 0)


def _parts(text: str) -> Iterator[tuple[str, str]]:
    """The parts of a section; words of every spelling are ``words``."""
    for found in _PART.finditer(text):
        kind = found.lastgroup or "space"
        if kind == "bracket":
            told = _CONDITION.fullmatch(found["bracket"])
            if told:
                yield "condition", f"{told[1]} {told[2]}"
            elif found["bracket"].startswith("$"):
                # [$₫-42A] is a currency in a country's form; colours and such are no words.
                yield "words", found["bracket"][1:].partition("-")[0]
            elif found["bracket"].lower() in {"h", "hh", "m", "mm", "s", "ss"}:
                yield "date", found["bracket"]
        elif kind in {"quoted", "escaped", "other"}:
            yield "words", found[kind]
        elif kind != "space":
            yield kind, found[0]
