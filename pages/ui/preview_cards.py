"""What a file would change, before anything is written: counts first, then each change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

import streamlit as st

from analytics.ingest import Change, Effect, Preview
from analytics.model import Observation, Source
from pages.ui import figure_table
from pages.ui.figure_table import Cell, Column, Row
from pages.ui.reader import Reader

_SHOWN = 100


def show(reader: Reader, preview: Preview, sources: Sequence[Source]) -> None:
    """Counts of what is added, revised, confirmed and contradicted, then the changes.

    ``sources`` are those that the file itself brings.
    """
    words = reader.words
    titles = {source.source: source.title for source in sources}
    with st.grid(4, min_column_width=130, gap="small"):
        for effect in Effect:
            st.metric(
                words(f"preview.{effect}"),
                words.number(Decimal(preview.counts[effect])),
                border=True,
                help=words(f"preview.{effect}_says"),
            )
    if preview.indicators:
        names = ", ".join(reader.say.indicator(code) for code in preview.indicators[:8])
        st.caption(words("preview.charts", indicators=names))
    for effect in (Effect.DISAGREES, Effect.REVISED, Effect.ADDED):
        _changes(reader, effect, preview, titles)


def _changes(reader: Reader, effect: Effect, preview: Preview, titles: Mapping[str, str]) -> None:
    words = reader.words
    changes = preview.of(effect)
    if not changes:
        return
    columns = [Column(words("preview.new")), Column(words("app.source"))]
    if effect is not Effect.ADDED:
        columns = [Column(words("preview.old")), *columns, Column(words("preview.result"))]
    st.markdown(f"**{words(f'preview.{effect}')}**")
    figure_table.show(
        reader,
        key=f"preview-{effect}",
        caption=words(f"preview.{effect}"),
        corner=words("app.indicator"),
        columns=columns,
        rows=[_row(reader, change, titles) for change in changes[:_SHOWN]],
        dense=True,
    )
    rest = preview.counts[effect] - min(len(changes), _SHOWN)
    if rest:
        st.caption(words("preview.more", count=rest))


def _row(reader: Reader, change: Change, titles: Mapping[str, str]) -> Row:
    words, say, new = reader.words, reader.say, change.new
    cells = [Cell(_value(reader, new), (new.printed,)), Cell(_source(reader, new, titles))]
    if change.old is not None:
        result = words("preview.stands" if change.stands else "preview.does_not_stand")
        old = Cell(
            _value(reader, change.old), (_source(reader, change.old, titles),), figure=new.key
        )
        cells = [old, *cells, Cell(result)]
    return Row(
        say.indicator(new.indicator),
        tuple(cells),
        note=f"{say.area(new.ref_area, new.period)} · {words.period(new.period)}"
        f" · {say.measure(new.key)}",
    )


def _value(reader: Reader, observation: Observation) -> str:
    unit = reader.codelists.unit_by_code[observation.unit]
    amount = reader.words.amount(observation.obs_value, observation.decimals, unit)
    return f"{reader.words.bound(observation.bound)}{amount}"


def _source(reader: Reader, observation: Observation, titles: Mapping[str, str]) -> str:
    """A known source's citation; of one that the file itself brings, its title."""
    known = observation.source in reader.codelists.source_by_code
    return reader.say.citation(observation.source) if known else titles[observation.source]
