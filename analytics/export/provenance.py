"""Where each figure comes from, in a line: for notes, documents and sheets."""

from __future__ import annotations

from collections.abc import Sequence

from analytics.model import Figure, Source
from analytics.views import cells
from analytics.views.view import View
from analytics.wording import Wording


def sources_of(figures: Sequence[Figure], say: Wording) -> list[Source]:
    """The sources that figures rest on, each once."""
    codes = dict.fromkeys(o.source for figure in figures for o in figure.reported)
    return [say.codelists.source_by_code[code] for code in codes]


def source_text(source: Source, say: Wording) -> str:
    """A source in full: title, publisher, date, address."""
    words = say.words
    published = words.date(source.published) if source.published else words("detail.date_unknown")
    publisher = source.publisher or words("detail.publisher_not_printed")
    parts = (say.source_title(source), publisher, published, source.url)
    return ". ".join(part for part in parts if part)


def name_of(figure: Figure, say: Wording) -> str:
    """``Tây Hồ · Thu ngân sách · Thực hiện · 2022``."""
    key = figure.key
    return " · ".join(
        (
            say.area(key.ref_area, key.period),
            say.indicator(key.indicator),
            say.measure(key),
            say.words.period(key.period),
        )
    )


def status_of(figure: Figure, say: Wording) -> str:
    """``Chính thức``, ``Ước thực hiện; chỉ là cận``, ``tự tính``."""
    flags = cells.flags(say, figure)
    return "; ".join(flags) if flags else say.words(f"codes.obs_status.{figure.obs_status}")


def figure_text(figure: Figure, say: Wording) -> str:
    """A figure with how it was computed, or as printed and where."""
    if figure.observation is None:
        origin = say.words("export.computed", calculation=say.calculation(figure))
    else:
        observation = figure.observation
        place = f", {observation.locator}" if observation.locator else ""
        origin = say.words(
            "export.printed",
            printed=observation.printed,
            source=say.citation(observation.source) + place,
        )
    return f"{name_of(figure, say)}: {say.figure(figure)} ({status_of(figure, say)}). {origin}"


def notes_text(view: View, data_line: str, link: str, say: Wording) -> str:
    """What a speaker wants at hand: what the view says, every figure, the sources in full."""
    words = say.words
    parts = [
        view.subtitle,
        *view.sentences,
        *view.marks,
        "",
        words("export.figures"),
        *(f"– {figure_text(figure, say)}" for figure in view.figures),
        "",
        words("export.sources"),
        *(f"– {source_text(source, say)}" for source in sources_of(view.figures, say)),
        "",
        data_line,
        link,
    ]
    return "\n".join(parts).strip()
