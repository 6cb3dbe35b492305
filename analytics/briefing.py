"""Briefings: views in an order, with titles and remarks, frozen at a moment or live."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Self

from analytics import queries
from analytics.access import Actor
from analytics.changes import Change, changes
from analytics.export.deck import Shown
from analytics.languages import Language
from analytics.model import NOW, Frozen, Observation, Period, Vintage
from analytics.store import Store
from analytics.text import folded
from analytics.views.asking import Known, view_of
from analytics.views.request import EACH, Card, Request, period_code, period_of
from analytics.wording import Wording

_OF_ONE_AREA = (Card.ATTAINMENTS, Card.TARGETS)
_OF_PERIODS = (Card.COMPARISON, Card.SCOREBOARD, *_OF_ONE_AREA)


class Item(Frozen):
    """A view of a briefing; an empty title is the view's own."""

    request: Request
    title: str = ""
    remark: str = ""

    def having(self, **changed: object) -> Self:
        """The item with other values, checked."""
        return self.model_validate({**dict(self), **changed})


class Briefing(Frozen):
    """What is shown, once for all its views: ``areas`` and ``period`` where they are chosen.

    ``known_until`` is the moment (UTC) whose figures it shows; None shows the newest.
    """

    briefing: str
    title: str
    title_en: str = ""
    items: tuple[Item, ...] = ()
    areas: tuple[str, ...] = ()
    period: str = ""
    known_until: datetime | None = None

    @property
    def vintage(self) -> Vintage:
        return Vintage(submitted_by=self.known_until) if self.known_until else NOW

    def called(self, language: Language) -> str:
        return self.title_en or self.title if language == "en" else self.title

    def having(self, **changed: object) -> Self:
        """The briefing with other values, checked."""
        return self.model_validate({**self.model_dump(), **changed})

    def with_item(self, item: Item) -> Self:
        return self.having(items=(*self.items, item))

    def without_item(self, place: int) -> Self:
        return self.having(items=(*self.items[:place], *self.items[place + 1 :]))

    def with_item_at(self, place: int, item: Item) -> Self:
        return self.having(items=(*self.items[:place], item, *self.items[place + 1 :]))

    def moved(self, place: int, by: int) -> Self:
        """An item further up or down; at the end it stays."""
        target = place + by
        if not 0 <= target < len(self.items):
            return self
        items = list(self.items)
        items[place], items[target] = items[target], items[place]
        return self.having(items=tuple(items))

    def frozen_at(self, moment: datetime) -> Self:
        return self.having(known_until=moment)

    def live(self) -> Self:
        return self.having(known_until=None)

    def for_next_period(self, briefing: str, title: str) -> Self:
        """A live copy, for the period after this one; views with a period of their own move on too.

        A year's course moves on to the newest year.
        """
        return self.having(
            briefing=briefing,
            title=title,
            title_en="",
            period=period_code(following(period_of(self.period))) if self.period else "",
            known_until=None,
            items=tuple(item.having(request=_moved_on(item.request)) for item in self.items),
        )


def _moved_on(request: Request) -> Request:
    if request.period is not None:
        request = request.within(following(request.period))
    return request.having(year="")


def following(period: Period) -> Period:
    """The period of as many months that begins on the day after; of whole months."""
    months = (period.end.year - period.start.year) * 12 + period.end.month - period.start.month + 1
    first = _months_later(period.start, months)
    last = _months_later(period.start, 2 * months - 1)
    return Period(start=first, end=last.replace(day=calendar.monthrange(last.year, last.month)[1]))


def _months_later(day: date, months: int) -> date:
    place = day.year * 12 + day.month - 1 + months
    return date(place // 12, place % 12 + 1, 1)


def name_for(title: str, taken: Sequence[str]) -> str:
    """A word for the address, made of the title: ``Quý I/2025`` gives ``quy-i-2025``."""
    letters = "".join(c if c.isascii() and c.isalnum() else " " for c in folded(title))
    name = "-".join(letters.split())[:60] or "ban-trinh-bay"
    number, found = 1, name
    while found in taken:
        number += 1
        found = f"{name}-{number}"
    return found


# In the store --------------------------------------------------------------------------------


def briefings(store: Store, ready_made: Path) -> dict[str, Briefing]:
    """By name: those that come with the app, then those saved; a saved edition takes their place.

    Raises pydantic's ``ValidationError`` where a shipped file is wrong.
    """
    found = {
        path.stem: Briefing.model_validate_json(path.read_bytes())
        for path in sorted(ready_made.glob("*.json"))
    }
    for name, content in store.briefing_contents().items():
        if content is None:
            found.pop(name, None)
        else:
            found[name] = Briefing.model_validate_json(content)
    return found


def save(store: Store, briefing: Briefing, *, by: Actor) -> None:
    store.save_briefing(briefing.briefing, briefing.model_dump_json(), by=by)


def remove(store: Store, briefing: Briefing, *, by: Actor) -> None:
    """Take it off the list; its editions stay in the store."""
    store.save_briefing(briefing.briefing, briefing.model_dump_json(), by=by, removed=True)


def now() -> datetime:
    """The moment to freeze at, as the store writes moments."""
    return datetime.now(UTC).replace(tzinfo=None)


# What is shown ---------------------------------------------------------------------------------


def requests_of(item: Item, briefing: Briefing) -> tuple[Request, ...]:
    """The request with the briefing's areas and period; one for each area where it asks so.

    A view of one district keeps its own; charts over the years keep all years.
    """
    request = item.request
    if briefing.period and request.card in _OF_PERIODS:
        request = request.having(period=briefing.period)
    if briefing.period and request.card is Card.COURSE:
        request = request.having(year=str(period_of(briefing.period).end.year))
    if request.card in _OF_ONE_AREA:
        areas = briefing.areas if request.parameter("area") == EACH else ()
        return tuple(request.having(area=area) for area in areas) or (request,)
    if request.card is Card.COURSE:
        areas = briefing.areas if request.parameter("areas") == EACH else ()
        return tuple(request.having(areas=area) for area in areas) or (request,)
    return (request.having(areas=",".join(briefing.areas)) if briefing.areas else request,)


def shown_of(item: Item, briefing: Briefing, known: Known, say: Wording) -> tuple[Shown, ...]:
    """An item's views with its title and remark; an unanswered one is said to be."""
    requests = requests_of(item, briefing)
    views = [view_of(request, known, say) for request in requests]
    answered = [view for view in views if view is not None]
    if not answered:
        title = item.title or say.words(f"briefing.card.{item.request.card}")
        return (Shown(None, title, item.remark),)
    title = item.title if len(answered) == 1 else ""
    return tuple(
        Shown(view, title, item.remark if place == 0 else "") for place, view in enumerate(answered)
    )


def shown(briefing: Briefing, known: Known, say: Wording) -> tuple[Shown, ...]:
    return tuple(one for item in briefing.items for one in shown_of(item, briefing, known, say))


def subtitle(briefing: Briefing, say: Wording) -> str:
    """The districts and the period that were chosen for all."""
    parts = [", ".join(say.area(area) for area in briefing.areas)]
    if briefing.period:
        parts.append(say.words.period(period_of(briefing.period)))
    return " · ".join(part for part in parts if part)


def revised_since(
    briefing: Briefing, views_then: Sequence[Shown], store: Store
) -> tuple[Change, ...]:
    """Of the figures that a frozen briefing shows: those that stand otherwise now, or no more."""
    if briefing.known_until is None:
        return ()
    then: dict[object, Observation] = {
        o.key: o
        for one in views_then
        if one.view
        for figure in one.view.figures
        for o in figure.reported
    }
    if not then:
        return ()
    current = queries.standing(
        store,
        areas={o.ref_area for o in then.values()},
        indicators={o.indicator for o in then.values()},
    )
    return changes(then.values(), [o for o in current if o.key in then])
