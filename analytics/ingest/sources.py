"""Where an entry's figure was published: a known source, or a new one that the row describes."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import date

import pyarrow as pa

from analytics.ingest import periods
from analytics.ingest.codes import Lexicon
from analytics.ingest.distinct import Distinct, distinct, together
from analytics.ingest.marking import Marking
from analytics.ingest.numbers import Unreadable, tidy, unreadable_as
from analytics.ingest.template import Field
from analytics.model import Severity, Source
from analytics.text import folded

_CODE_LENGTH = 40


@dataclass(frozen=True)
class Sources:
    """The source code of each entry, empty where there is none, and the sources that are new."""

    codes: pa.StringArray
    found: Distinct[Source | Unreadable]
    new: tuple[Source, ...]


def sources_of(marking: Marking, lexicon: Lexicon) -> Sources:
    """Look every entry's source up, or make it from the row's description."""
    texts = marking.entries.texts
    described = together(
        distinct(texts[Field.SOURCE]),
        distinct(texts[Field.SOURCE_PUBLISHER]),
        distinct(texts[Field.SOURCE_DATE]),
        distinct(texts[Field.SOURCE_URL]),
    )
    days = distinct(texts[Field.SOURCE_DATE]).read(periods.day)
    marking.mark("bad_date", days.is_in(lambda d: isinstance(d, Unreadable)), Field.SOURCE_DATE)
    found = described.read(lambda cells: _source(lexicon, *cells))
    for code in ("missing_source", "unknown_source"):
        marking.mark(
            code,
            found.is_in(unreadable_as(code)),
            Field.SOURCE,
            details=lambda row: s.details if isinstance(s := found[row], Unreadable) else (),
        )
    new = _new(lexicon, found)
    _mark_contradictions(marking, found, new)
    _mark_ignored(marking, lexicon, described, found)
    codes = found.column(lambda s: "" if isinstance(s, Unreadable) else s.source, pa.string())
    return Sources(codes, found, tuple(new.values()))


def _source(
    lexicon: Lexicon, title: str, publisher: str, published: str, url: str
) -> Source | Unreadable:
    name = tidy(title)
    if not name:
        return Unreadable("missing_source")
    known = lexicon.sources.find(name)
    if len(known) == 1:
        return known[0]
    if known or not any(cell.strip() for cell in (publisher, published, url)):
        near = "; ".join(lexicon.sources.near(name))
        return Unreadable("unknown_source", (("suggestions", near),))
    day = periods.day(published)
    return Source(
        source=source_code(name),
        title=name,
        publisher=tidy(publisher),
        published=day if isinstance(day, date) else None,
        url=url.strip(),
    )


def source_code(title: str) -> str:
    """A code for a new source: its title as one plain word, and what tells alike titles apart."""
    word = re.sub(r"[^a-z0-9]+", "-", folded(title)).strip("-")[:_CODE_LENGTH].strip("-")
    return f"{word}-{hashlib.sha256(title.encode()).hexdigest()[:6]}"


def _new(lexicon: Lexicon, found: Distinct[Source | Unreadable]) -> dict[str, Source]:
    known = lexicon.codelists.source_by_code
    new: dict[str, Source] = {}
    for source in found.values:
        if isinstance(source, Source) and source.source not in known:
            new.setdefault(source.source, source)
    return new


def _mark_contradictions(
    marking: Marking, found: Distinct[Source | Unreadable], new: dict[str, Source]
) -> None:
    """A new source must be described alike wherever it is named."""
    marking.mark(
        "source_described_twice",
        found.is_in(lambda s: isinstance(s, Source) and s.source in new and s != new[s.source]),
        Field.SOURCE,
    )


def _mark_ignored(
    marking: Marking,
    lexicon: Lexicon,
    described: Distinct[tuple[str, str, str, str]],
    found: Distinct[Source | Unreadable],
) -> None:
    """A known source keeps its own description; one in the file that differs is not taken over."""
    known = lexicon.codelists.source_by_code
    both = together(described, found)

    def differs(named: tuple[tuple[str, str, str, str], Source | Unreadable]) -> bool:
        (_, publisher, published, url), source = named
        if isinstance(source, Unreadable) or source.source not in known:
            return False
        day = periods.day(published)
        return (
            (bool(publisher.strip()) and folded(publisher) != folded(source.publisher))
            or (isinstance(day, date) and day != source.published)
            or (bool(url.strip()) and url.strip() != source.url)
        )

    marking.mark(
        "source_known_otherwise", both.is_in(differs), Field.SOURCE, severity=Severity.WARNING
    )
