"""One indicator over time: how a year adds up against its plan, and year on year."""

from __future__ import annotations

import streamlit as st

from analytics import trends
from analytics.model import Measure
from analytics.views.trends import course_view, years_view
from pages.ui import chart_card, filters, frame, reads, redrawn
from pages.ui.filters import (
    choose_indicator_and_areas,
    choose_measure,
    choose_way,
    choose_year,
)
from pages.ui.reader import Reader, current

_MOST = 12
"""Areas, as many as there are charts or lines that can be told apart."""


def shown(reader: Reader) -> None:
    """The choices, and what they ask for."""
    words = reader.words
    with filters.bar():
        indicator, chosen = choose_indicator_and_areas(reader)
        areas, code = chosen[:_MOST], indicator.indicator
        figures = reads.figures(reader.vintage, areas=areas, indicators=(code,))
        standings = reads.standings(reader.vintage, areas=areas, indicators=(code,))
        way = choose_way(reader)
        measure = choose_measure(reader, (Measure.ACTUAL, Measure.ATTAINMENT))
        years = trends.years_with_course(figures, measure)
        year = choose_year(reader, years) if way == "course" and years else None

    if len(chosen) > _MOST:
        st.caption(words("trends.only_some", shown=_MOST, count=len(chosen)))
    if way == "course":
        courses = [
            trends.course(
                figures, standings, ref_area=area, indicator=code, measure=measure, year=year
            )
            for area in areas
            if year is not None
        ]
        drawn = [course for course in courses if course.points]
        chart_card.show_beside(reader, [course_view(course, reader.say) for course in drawn])
        told = {course.ref_area for course in drawn}
    else:
        runs = trends.runs(figures, areas=areas, indicator=code, measure=measure)
        if runs:
            chart_card.show(reader, years_view(runs, standings, reader.say))
        told = {run.ref_area for run in runs}
    without = [area for area in areas if area not in told]
    if without:
        names = ", ".join(reader.say.area(area) for area in without)
        st.info(words("trends.without", areas=names, indicator=words.name(indicator)))
    st.caption(words("compare.definition", definition=words.definition(indicator)))


frame.title(current(), "trends")
redrawn.alone(shown)
