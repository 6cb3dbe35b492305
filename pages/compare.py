"""One indicator, districts side by side; what is not alike is marked or stands apart."""

from __future__ import annotations

import streamlit as st

from analytics import comparison
from pages.ui import comparison_card, filters, frame, reads, redrawn
from pages.ui.filters import (
    areas_of,
    choose_indicator_and_areas,
    choose_measure,
    choose_period,
    choose_scope,
)
from pages.ui.reader import Reader, current

_MOST = 40
"""Bars of one chart; of more, the ends are drawn, as of all areas."""


def shown(reader: Reader) -> None:
    """The choices, and what they ask for."""
    words = reader.words
    with filters.bar():
        indicator, areas = choose_indicator_and_areas(reader)
        family = comparison.family_of(indicator, reader.codelists)
        codes = tuple(i.indicator for i in family)
        figures = reads.figures(reader.vintage, areas=areas, indicators=codes)
        measures = comparison.measures_of(figures)
        measure = choose_measure(reader, measures) if measures else None
        periods = comparison.periods(figures, measure) if measure else ()
        period = choose_period(reader, periods) if periods else None

    whole = areas_of(reader, reader.codelists.areas_named(areas[0])[-1].level.tier)
    if measure is None or period is None:
        st.info(words("compare.nothing", indicator=words.name(indicator)))
    elif choose_scope(reader, whole):
        ranked = comparison.compare(
            reads.all_areas(
                reader.vintage, areas=whole, indicators=codes, measure=measure, period=period
            ),
            family=family,
            areas=whole,
            measure=measure,
            period=period,
        )
        comparison_card.show_ranking(reader, ranked, areas)
    else:
        side_by_side = comparison.compare(
            figures, family=family, areas=areas, measure=measure, period=period
        )
        if len(side_by_side.lanes) > _MOST:
            comparison_card.show_ranking(reader, side_by_side, ())
        else:
            standings = reads.standings(reader.vintage, areas=areas, indicators=codes)
            comparison_card.show(reader, side_by_side, standings)
        comparison_card.show_apart(reader, side_by_side)
    st.caption(words("compare.definition", definition=words.definition(indicator)))


frame.title(current(), "compare")
redrawn.alone(shown)
