"""A held number beside the text that its cell shows, where a file keeps both (OpenDocument)."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from analytics.ingest.number_formats import Shown, plain
from analytics.ingest.numbers import Marks, Phrase, read, take_apart, tidy

_DIGITS = re.compile(r"\d[\d., ]*\d|\d")
_PADDED = re.compile(r"0[0-9]+")
_SHIFTS = (3, 6, 9, 12, -3, -6, -9, -12, 2, -2)
_MOST_DECIMALS = 9


def beside(held: Decimal, text: str, *, is_percent: bool) -> Shown:
    """The number as the text has it, with all its decimals, where both are one number."""
    value = held * 100 if is_percent else held
    if not text:
        return Shown(f"{plain(value)}%" if is_percent else plain(held))
    if _PADDED.fullmatch(text) and Decimal(text) == held:
        return Shown(plain(held), text)
    phrase = take_apart(text)
    number = _DIGITS.search(tidy(text))
    if not isinstance(phrase, Phrase) or number is None:
        return Shown(plain(held), None if _is_alike(held, text) else "")
    if _is_alike(held, text):
        return Shown(plain(held))

    def worded(digits: str) -> str:
        whole = tidy(text)
        return f"{whole[: number.start()]}{digits}{whole[number.end() :]}"

    told = (read(phrase.digits, marks) for marks in Marks)
    readings = list(dict.fromkeys(reading for reading in told if reading is not None))
    for reading in readings:
        if _rounds(abs(value), reading):
            exact = plain(abs(value))
            is_endless = len(exact.partition(".")[2]) > _MOST_DECIMALS
            return Shown(worded(reading if is_endless else exact))
    for shift in _SHIFTS:
        for reading in readings:
            if _rounds(abs(value).scaleb(shift), reading):
                return Shown(plain(held), worded(reading))
    return Shown(plain(held), worded(readings[0]) if len(readings) == 1 else "")


def _rounds(value: Decimal, reading: str) -> bool:
    """Whether a number is shown so, rounded."""
    decimals = len(reading.partition(".")[2])
    half = Decimal(5).scaleb(-decimals - 1)
    return abs(value - Decimal(reading)) <= half * Decimal("1.000001")


def _is_alike(held: Decimal, text: str) -> bool:
    """Whether a text is the number itself, as a fraction or with an exponent too."""
    try:
        top, slash, bottom = text.replace(",", ".").partition("/")
        said = Decimal(top.strip()) / Decimal(bottom.strip() if slash else "1")
    except (InvalidOperation, ZeroDivisionError):
        return False
    if not slash and "E" not in text.upper():
        return False
    return abs(said - held) <= abs(held) * Decimal("0.01")
