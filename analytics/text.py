"""The two languages: words from ``data/text``, and numbers, periods and dates for people."""

from __future__ import annotations

import tomllib
import unicodedata
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_timedelta
from babel.numbers import get_decimal_symbol, get_group_symbol

from analytics.languages import Language
from analytics.model import Area, Bound, Figure, Indicator, Period, Unit
from analytics.settings import ROOT

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
NO_FIGURE = "–"
_MINUS = "\N{MINUS SIGN}"
_DISPLAY = Context(prec=100, rounding=ROUND_HALF_UP)


@dataclass(frozen=True)
class Words:
    """The interface's words in one language, by dotted key: ``words("overview.title")``."""

    language: Language
    by_key: Mapping[str, str]

    def __call__(self, key: str, /, **values: object) -> str:
        """The words for ``key`` with ``{name}`` filled in; ``KeyError`` where there are none.

        A whole number counts something and gets the language's marks; what only bears a number, as
        a year or a row does, is given as text.
        """
        told = {name: self._told(value) for name, value in values.items()}
        return self.by_key[key].format(**told)

    def _told(self, value: object) -> object:
        return self.number(Decimal(value)) if isinstance(value, int) else value

    def name(self, noun: Area | Indicator | Unit) -> str:
        return noun.name_vi if self.language == "vi" else noun.name_en

    def definition(self, indicator: Indicator) -> str:
        return indicator.definition_vi if self.language == "vi" else indicator.definition_en

    # Numbers -------------------------------------------------------------------------------

    def number(self, value: Decimal, decimals: int | None = None) -> str:
        """Grouped, with the language's marks: ``12.065,06`` or ``12,065.06``.

        ``decimals`` digits after the mark, halves away from zero; -1 rounds to tens. None shows
        just those that the value has. Raises ``ValueError`` for a value that is no number.
        """
        if value.is_nan():
            raise ValueError("an undefined value has no digits; show NO_FIGURE")
        if value.is_infinite():
            return "∞" if value > 0 else f"{_MINUS}∞"
        if decimals is None:
            # normalize() would round to the ambient context's 28 digits; trimming text does not.
            _, _, fraction = f"{value:f}".partition(".")
            decimals = len(fraction.rstrip("0"))
        rounded = value.quantize(Decimal(1).scaleb(-decimals), context=_DISPLAY)
        sign = _MINUS if rounded < 0 else ""
        # Babel's own formatting rounds to 28 digits, so only its marks are taken.
        marks: dict[str, str | int | None] = {
            ",": get_group_symbol(self.language),
            ".": get_decimal_symbol(self.language),
        }
        return sign + f"{rounded.copy_abs():,f}".translate(str.maketrans(marks))

    def amount(self, value: Decimal, decimals: int | None, unit: Unit) -> str:
        """A number with its unit: ``12.065,06 tỷ đồng``, ``96,3%``."""
        number = self.number(value, decimals)
        match unit.unit:
            case "percent":
                return f"{number}%"
            case "rank":
                return self("codes.rank", number=number)
            case _:
                return f"{number} {self.name(unit)}".rstrip()

    def bound(self, bound: Bound) -> str:
        """How a bound reads before a number: nothing, ``> ``, ``≥ ``, ``≈ ``."""
        signs = {Bound.EQUAL: "", Bound.AT_LEAST: "≥ ", Bound.AT_MOST: "≤ ", Bound.ABOUT: "≈ "}
        return signs.get(bound, f"{bound} ")

    def figure(self, figure: Figure, unit: Unit) -> str:
        """A figure's value as shown everywhere: its bound, number and unit."""
        amount = self.amount(figure.value, figure.decimals, unit)
        return f"{self.bound(figure.bound)}{amount}"

    # Time ----------------------------------------------------------------------------------

    def date(self, day: date) -> str:
        return format_date(
            day, "dd/MM/yyyy" if self.language == "vi" else "d MMM yyyy", locale=self.language
        )

    def time(self, moment: datetime) -> str:
        """A moment stored in UTC, on Hanoi's clock."""
        local = moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(HANOI)
        return f"{self.date(local.date())} {local:%H:%M}"

    def ago(self, span: timedelta) -> str:
        """How long since, in one unit: ``3 giờ trước``, ``2 days ago``."""
        return format_timedelta(-span, add_direction=True, locale=self.language)

    def size(self, size: int) -> str:
        """Bytes as people know them: ``12,3 MB``, ``1,2 GB``."""
        if size >= 1_000_000_000:
            return f"{self.number(Decimal(size) / 1_000_000_000, 1)} GB"
        return f"{self.number(Decimal(size) / 1_000_000, 1)} MB"

    def period(self, period: Period) -> str:
        """``2022``, ``Quý I/2022``, ``9 tháng 2021``, ``T3/2022``, ``2020–2022``; else dates."""
        start, end = period.start, period.end
        if start == end:
            return self.date(start)
        if start.day != 1 or end.day != monthrange(end.year, end.month)[1]:
            return f"{self.date(start)} – {self.date(end)}"
        months = (end.year - start.year) * 12 + end.month - start.month + 1
        if start.month == 1 and end.month == 12:
            return str(start.year) if months == 12 else f"{start.year}–{end.year}"
        if months == 12 and (start.month, end.month) == (9, 8):
            return self("periods.school_year", start=str(start.year), end=str(end.year))
        if months == 1:
            return self("periods.month", month=start.month, year=str(start.year))
        if months == 3 and start.month in (1, 4, 7, 10):
            return self(f"periods.quarter_{start.month // 3 + 1}", year=str(start.year))
        if start.month == 1 and start.year == end.year:
            return self("periods.first_months", months=months, year=str(start.year))
        return self(
            "periods.months",
            start=f"{start.month:02}/{start.year}",
            end=f"{end.month:02}/{end.year}",
        )


@cache
def words(language: Language) -> Words:
    """All of ``data/text/<language>/*.toml``; a file's name is the first part of its keys."""
    folder = ROOT / "data" / "text" / language
    by_key: dict[str, str] = {}
    for path in sorted(folder.glob("*.toml")):
        by_key.update(_flat(path.stem, tomllib.loads(path.read_text(encoding="utf-8"))))
    return Words(language, by_key)


def _flat(prefix: str, tree: Mapping[str, Any]) -> dict[str, str]:
    flat: dict[str, str] = {}
    for name, branch in tree.items():
        key = f"{prefix}.{name}"
        flat.update(_flat(key, branch) if isinstance(branch, Mapping) else {key: str(branch)})
    return flat


def folded(text: str) -> str:
    """For comparing as people type: no diacritics, lower case, single spaces.

    ``Đống Đa``, ``dong da`` and the decomposed spelling are alike; ``Hoà`` and ``Hòa`` are too.
    """
    decomposed = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    return " ".join(bare.casefold().split())
