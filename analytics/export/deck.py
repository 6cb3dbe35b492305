"""A deck: what stands on each slide, the same for PowerPoint, PDF, pictures and the screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from analytics.export import drawing, slide_room
from analytics.export.imprint import Imprint
from analytics.export.provenance import sources_of
from analytics.export.slide_room import ROOM
from analytics.export.table_pages import TablePage, pages
from analytics.model import Figure, Source
from analytics.views.table import Cell, Column, Row, Table
from analytics.views.view import Chart, View
from analytics.wording import Wording

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

    @property
    def marks(self) -> str:
        """What is drawn unlike, in words."""
        return " ".join(self.view.marks) if self.view else ""


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
    title, remark = shown.title or view.heading, shown.remark or " ".join(view.sentences)
    parts: list[Chart | TablePage]
    if view.chart is not None:
        parts = [*drawing.pages(view.chart)]
    else:
        parts = _table_pages(view, title, remark)
    return [
        Slide(
            heading=title
            if len(parts) == 1
            else words("export.part", title=title, part=place, parts=len(parts)),
            subtitle=view.subtitle,
            content=content,
            remark=remark if place == 1 else "",
            view=view,
            link=link,
        )
        for place, content in enumerate(parts, start=1)
    ]


def _table_pages(view: View, title: str, remark: str) -> list[Chart | TablePage]:
    """The view's table; the first page shares its slide with the remark."""
    marks = " ".join(view.marks)
    rooms = [slide_room.between(title, view.subtitle, marks, said) for said in (remark, "")]
    first, *others = _narrow(view.table)
    found: list[Chart | TablePage] = [*pages(first, ROOM, rooms[1].height, rooms[0].height)]
    for table in others:
        found += pages(table, ROOM, rooms[1].height)
    return found


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
    heading, subtitle = words("export.sources"), words("export.sources_say")
    room = slide_room.between(heading, subtitle, "", "").height
    return [Slide(heading, subtitle, page) for page in pages(table, ROOM, room)]
