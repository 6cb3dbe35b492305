"""What a view is asked by: a page, a card on it and the reader's choices, as in its address."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Self
from urllib.parse import urlencode

from analytics.model import Frozen, Period

EACH = "*"
"""As ``area``: a view for each of a briefing's districts."""


class Card(StrEnum):
    """The views that can be asked for."""

    SCOREBOARD = "scoreboard"
    COMPARISON = "comparison"
    ATTAINMENTS = "attainments"
    TARGETS = "targets"
    COURSE = "course"
    YEARS = "years"


class Page(StrEnum):
    """The pages that the views stand on, by their path in the address."""

    OVERVIEW = "tong-quan"
    COMPARE = "so-sanh"
    DISTRICT = "ho-so-quan"
    TRENDS = "dien-bien"


PAGE_OF = {
    Card.SCOREBOARD: Page.OVERVIEW,
    Card.COMPARISON: Page.COMPARE,
    Card.ATTAINMENTS: Page.DISTRICT,
    Card.TARGETS: Page.DISTRICT,
    Card.COURSE: Page.TRENDS,
    Card.YEARS: Page.TRENDS,
}


class Request(Frozen):
    """A card with the choices that it shows, in the names and codes of the address."""

    card: Card
    parameters: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, card: Card, **parameters: str) -> Self:
        return cls(card=card, parameters=tuple(sorted(parameters.items())))

    def parameter(self, name: str, default: str = "") -> str:
        return dict(self.parameters).get(name, default)

    def codes(self, name: str) -> tuple[str, ...]:
        """A parameter that lists codes."""
        return tuple(code for code in self.parameter(name).split(",") if code)

    @property
    def period(self) -> Period | None:
        text = self.parameter("period")
        return period_of(text) if text else None

    def having(self, **parameters: str) -> Self:
        """The request with other choices; an empty one takes a choice away."""
        chosen = {**dict(self.parameters), **parameters}
        kept = {name: value for name, value in chosen.items() if value}
        return self.of(self.card, **kept)

    def within(self, period: Period | None) -> Self:
        """The request for what lies within a period; None is for all of it."""
        return self.having(period=period_code(period) if period else "")

    def link(self, address: str, language: str = "vi") -> str:
        """Back to the page, under the app's ``address``."""
        chosen = dict(self.parameters) | ({} if language == "vi" else {"lang": language})
        return f"{address.rstrip('/')}/{PAGE_OF[self.card]}?{urlencode(chosen, safe=',~')}"


def period_code(period: Period) -> str:
    """A period as the address has it: ``2022-01-01~2022-12-31``."""
    return f"{period.start}~{period.end}"


def period_of(code: str) -> Period:
    """Raises ``ValueError`` for a code that is no period."""
    start, _, end = code.partition("~")
    return Period(start=date.fromisoformat(start), end=date.fromisoformat(end))
