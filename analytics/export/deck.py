"""A deck: what stands on each slide, the same for PowerPoint, PDF, pictures and the screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from analytics.export import drawing
from analytics.export.imprint import Imprint
from analytics.export.provenance import sources_of
from analytics.export.table_pages import TablePage, pages
from analytics.model import Figure, Source
from analytics.views.table import Cell, Column, Row, Table
from analytics.views.view import Chart, View
from analytics.wording import Wording

WIDTH, HEIGHT = 960.0, 540.0
"""Points; 16 : 9."""
MARGIN = 44.0
_TABLE_ROOM = 336.0
_MOST_COLUMNS = 6


@dataclass(frozen=True, slots=True)
class Shown:
    """A view with what its briefing says of it; without a remark, the view's own sentences stand.

    Without a view, no figure answered.
    """

    view: View | None
    title: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Slide:
    """A chart or a page of a table, and the view that it is of; neither where nothing is known."""

    heading: str
    subtitle: str
    content: Chart | TablePage | None = None
    remark: str = ""
    view: View | None = None
    link: str = ""


@dataclass(frozen=True, slots=True)
class Deck:
    """Slides after a cover; ``views`` are those shown, in their order."""

    title: str
    subtitle: str
    slides: tuple[Slide, ...]
    views: tuple[View, ...]
    imprint: Imprint


def deck(title: str, subtitle: str, shown: Sequence[Shown], imprint: Imprint, say: Wording) -> Deck:
    """The slides of a briefing, with its sources in full at the end."""
    slides = [slide for one in shown for slide in slides_of(one, imprint)]
    views = tuple(one.view for one in shown if one.view is not None)
    figures = [figure for view in views for figure in view.figures]
    if figures:
        slides += _source_slides(figures, say)
    return Deck(title, subtitle, tuple(slides), views, imprint)


def slides_of(shown: Shown, imprint: Imprint) -> list[Slide]:
    """One slide for a chart, one for each page of a table."""
    view, words = shown.view, imprint.words
    if view is None:
        return [Slide(shown.title, words("export.nothing"), remark=shown.remark)]
    link = imprint.link(view.request)
    parts: list[Chart | TablePage]
    if view.chart is not None:
        parts = [*drawing.pages(view.chart)]
    else:
        room = _TABLE_ROOM - (64 if shown.remark or view.sentences else 0)
        parts = [
            page for table in _narrow(view.table) for page in pages(table, WIDTH - 2 * MARGIN, room)
        ]
    title = shown.title or view.heading
    return [
        Slide(
            heading=title
            if len(parts) == 1
            else words("export.part", title=title, part=place, parts=len(parts)),
            subtitle=view.subtitle,
            content=content,
            remark=(shown.remark or " ".join(view.sentences)) if place == 1 else "",
            view=view,
            link=link,
        )
        for place, content in enumerate(parts, start=1)
    ]


def _narrow(table: Table) -> list[Table]:
    """A table in parts that have no more columns than a slide has room for."""
    count = -(-len(table.columns) // _MOST_COLUMNS)
    size = -(-len(table.columns) // count)
    return [
        replace(
            table,
            columns=table.columns[begin : begin + size],
            rows=tuple(replace(r, cells=r.cells[begin : begin + size]) for r in table.rows),
        )
        for begin in range(0, len(table.columns), size)
    ]


def _source_table(sources: Sequence[Source], say: Wording) -> Table:
    """A line for each; an address by its site, for the whole of it would fill the slide."""
    words = say.words
    return Table(
        corner=words("app.source"),
        columns=(
            Column(words("detail.publisher")),
            Column(words("detail.published")),
            Column(words("export.address")),
        ),
        rows=tuple(
            Row(
                say.source_title(source),
                (
                    Cell(source.publisher or words("detail.publisher_not_printed")),
                    Cell(
                        words.date(source.published)
                        if source.published
                        else words("detail.date_unknown")
                    ),
                    Cell(urlsplit(source.url).netloc) if source.url else None,
                ),
            )
            for source in sources
        ),
        quiet_gaps=True,
    )


def _source_slides(figures: Sequence[Figure], say: Wording) -> list[Slide]:
    words = say.words
    table = _source_table(sources_of(figures, say), say)
    return [
        Slide(words("export.sources"), words("export.sources_say"), page)
        for page in pages(table, WIDTH - 2 * MARGIN, _TABLE_ROOM)
    ]
