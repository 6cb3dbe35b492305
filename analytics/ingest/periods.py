"""Text to periods and dates: one grammar for what Vietnamese offices print."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from re import Match

from analytics.ingest.numbers import Unreadable, tidy
from analytics.model import Period
from analytics.text import folded

_FIRST_YEAR, _LAST_YEAR = 1900, 2100
_YEAR = r"(?P<year>\d{4})"
_OF_YEAR = rf"(?:\s*/\s*|\s*-\s*|\s+|\s*,\s*|\s*nam\s*|\s*,?\s*nam\s+|\s+of\s+){_YEAR}"
_RANGE = r"(?P<first>\d{4})\s*(?:-|/|den|to)\s*(?P<last>\d{4})"
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_DATE = r"\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d{4}-\d{1,2}-\d{1,2}"
_CLOCK = re.compile(r"[ T]00:00(?::00(?:\.0+)?)?$")


def _months(year: int, first: int, last: int) -> Period:
    following = date(year + last // 12, last % 12 + 1, 1)
    return Period(start=date(year, first, 1), end=following - timedelta(days=1))


def _quarter(found: Match[str]) -> Period:
    named = found["quarter"]
    quarter = _ROMAN.get(named) or int(named)
    return _months(int(found["year"]), quarter * 3 - 2, quarter * 3)


def _half(found: Match[str]) -> Period:
    first = 1 if found["half"] in {"1", "i", "first"} else 7
    return _months(int(found["year"]), first, first + 5)


def _first_months(found: Match[str]) -> Period:
    return _months(int(found["year"]), 1, int(found["months"]))


def _last_months(found: Match[str]) -> Period:
    return _months(int(found["year"]), 13 - int(found["months"]), 12)


def _month(found: Match[str]) -> Period:
    return _months(int(found["year"]), int(found["month"]), int(found["month"]))


def _named_month(found: Match[str]) -> Period:
    month = _MONTHS.index(found["name"]) + 1
    return _months(int(found["year"]), month, month)


def _year(found: Match[str]) -> Period:
    return Period.year(int(found["year"]))


def _years(found: Match[str]) -> Period:
    return Period(start=date(int(found["first"]), 1, 1), end=date(int(found["last"]), 12, 31))


def _school_year(found: Match[str]) -> Period:
    first, last = int(found["first"]), int(found["last"])
    if last != first + 1:
        raise ValueError("a school year goes into the next year")
    return Period(start=date(first, 9, 1), end=date(last, 8, 31))


def _month_range(found: Match[str]) -> Period:
    first = _months(int(found["first_year"]), int(found["first"]), int(found["first"]))
    last = _months(int(found["last_year"]), int(found["last"]), int(found["last"]))
    return Period(start=first.start, end=last.end)


def _days(found: Match[str]) -> Period:
    return Period(start=_date(found["from"]), end=_date(found["until"]))


_M = r"(?P<month>0?[1-9]|1[0-2])"
_N = r"(?P<months>0?[1-9]|1[0-2])"
_MONTHS_OF_YEARS = (
    r"(?:tu )?(?:thang |t)?(?P<first>0?[1-9]|1[0-2])/(?P<first_year>\d{4})\s*(?:-|den)\s*"
    r"(?:thang |t)?(?P<last>0?[1-9]|1[0-2])/(?P<last_year>\d{4})"
)
_GRAMMAR: tuple[tuple[re.Pattern[str], Callable[[Match[str]], Period]], ...] = tuple(
    (re.compile(pattern), build)
    for pattern, build in (
        (rf"(?:(?:ca )?nam |year )?{_YEAR}", _year),
        (rf"(?:(?:cac )?nam |giai doan |nhiem ky |thoi ky |term |period )?{_RANGE}", _years),
        (rf"(?:nam hoc|school year) {_RANGE}", _school_year),
        (rf"(?:quy|q\.?|quarter)\s*(?P<quarter>[1-4]|iv|i{{1,3}}){_OF_YEAR}", _quarter),
        (rf"{_YEAR}[- ]?q(?P<quarter>[1-4])", _quarter),
        (rf"(?:h|half )(?P<half>[12]){_OF_YEAR}", _half),
        (rf"{_YEAR}[- ]?h(?P<half>[12])", _half),
        (rf"(?:first )?{_N}\s*(?:thang|t|months?|m)(?: dau)?{_OF_YEAR}", _first_months),
        (rf"{_N}\s*thang cuoi{_OF_YEAR}", _last_months),
        (rf"(?:thang|t\.?|month)\s*{_M}{_OF_YEAR}", _month),
        (rf"{_M}\s*/\s*{_YEAR}", _month),
        (rf"{_YEAR}-(?P<month>0[1-9]|1[0-2])", _month),
        (rf"(?P<name>{'|'.join(_MONTHS)}) {_YEAR}", _named_month),
        (_MONTHS_OF_YEARS, _month_range),
        (
            rf"(?:tu )?(?:ngay )?(?P<from>{_DATE})\s*(?:-|/|den|to)\s*(?:ngay )?(?P<until>{_DATE})",
            _days,
        ),
    )
)
_NO_YEAR = re.compile(
    rf"(?:quy|q)\s*(?:[1-4]|iv|i{{1,3}})|(?:thang|t)\s*{_M}"
    rf"|{_N}\s*(?:thang|t)(?: (?:dau|cuoi) nam)?"
)


def period(text: str) -> Period | Unreadable:
    """The period that a text names.

    ``Unreadable``: ``missing_period``, ``period_without_year``, ``period_reversed``,
    ``period_is_a_day`` or ``unknown_period``.
    """
    plain = _CLOCK.sub("", folded(tidy(text)))
    if not plain:
        return Unreadable("missing_period")
    for pattern, build in _GRAMMAR:
        found = pattern.fullmatch(plain)
        if found is None:
            continue
        try:
            read = build(found)
        except ValueError:
            return Unreadable(
                "period_reversed" if "first" in found.groupdict() else "unknown_period"
            )
        if not (read.start.year >= _FIRST_YEAR and read.end.year <= _LAST_YEAR):
            return Unreadable("unknown_period")
        return read
    if re.fullmatch(_DATE, plain):
        return Unreadable("period_is_a_day")
    if _NO_YEAR.fullmatch(plain):
        return Unreadable("period_without_year")
    return Unreadable("unknown_period")


def day(text: str) -> date | Unreadable | None:
    """A date, day first or ISO; None where the text is empty; ``Unreadable`` ``bad_date``."""
    plain = _CLOCK.sub("", tidy(text))
    if not plain:
        return None
    if not re.fullmatch(_DATE, plain):
        return Unreadable("bad_date")
    try:
        read = _date(plain)
    except ValueError:
        return Unreadable("bad_date")
    return read if _FIRST_YEAR <= read.year <= _LAST_YEAR else Unreadable("bad_date")


def _date(text: str) -> date:
    """Raises ``ValueError`` for a day that is in no calendar."""
    parts = [int(part) for part in re.split(r"[/.-]", text)]
    if len(text.partition("-")[0]) == 4:
        year, month, day_of_month = parts
    else:
        day_of_month, month, year = parts
    return date(year, month, day_of_month)
