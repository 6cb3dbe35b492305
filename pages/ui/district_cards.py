"""The cards of a district's page."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import streamlit as st

from analytics import progress
from analytics.model import Figure, Period
from analytics.progress import Standing, Status
from analytics.targets import TargetSet
from analytics.views import districts
from analytics.views.asking import attained
from analytics.views.view import newest_date
from pages.ui import chart_card, figure_table, reads
from pages.ui.reader import Reader


def summary(
    reader: Reader, area: str, standings: Sequence[Standing], figures: Sequence[Figure]
) -> None:
    """How many figures there are, to when, and how many plans stand how."""
    words = reader.words
    latest = progress.latest(standings).values()
    reported = [figure for figure in figures if not figure.is_computed]
    (known,) = reads.freshness(reader.vintage, (area,))
    newest = known.newest_figure or newest_date(reader.say, reported)
    statuses = [standing.assessment.status for standing in latest]
    with st.grid(4, min_column_width=150, gap="small"):
        st.metric(words("district.figures"), words.number(Decimal(known.figures)), border=True)
        st.metric(words("district.newest"), words.date(newest), border=True)
        st.metric(
            words("codes.status.achieved"),
            words.number(Decimal(statuses.count(Status.ACHIEVED))),
            border=True,
            help=words("district.counted"),
        )
        late = statuses.count(Status.BEHIND) + statuses.count(Status.WATCH)
        st.metric(
            words("district.late"),
            words.number(Decimal(late)),
            border=True,
            help=words("district.counted"),
        )


def attainments(
    reader: Reader, area: str, standings: Sequence[Standing], span: Period | None
) -> None:
    """Progress bars: the newest attainment of each indicator, against 100 % of its plan."""
    shown = attained(standings)
    if shown:
        chart_card.show(reader, districts.attainments_view(area, shown, reader.say, span))
    else:
        _nothing(reader, "attainments")


def target_sets(reader: Reader, area: str, sets: Sequence[TargetSet], span: Period | None) -> None:
    """Targets met, in progress, not met, and not told, a bar for each set."""
    if sets:
        chart_card.show(reader, districts.targets_view(area, sets, reader.say, span))
    else:
        _nothing(reader, "targets")


def _nothing(reader: Reader, card: str) -> None:
    with st.container(border=True, key=f"card-no-{card}"):
        st.markdown(f"#### {reader.words(f'district.{card}')}")
        st.caption(reader.words(f"district.no_{card}"))


def every_figure(reader: Reader, standings: Sequence[Standing]) -> None:
    """All figures of the district, a row for each indicator and period, by domain."""
    words = reader.words
    with st.container(border=True, key="card-every-figure"):
        st.markdown(f"#### {words('district.every_figure')}")
        st.caption(words("district.every_figure_says"))
        figure_table.show_table(
            reader,
            districts.every_figure(standings, reader.say),
            key="every-figure-table",
            caption=words("district.every_figure"),
            dense=True,
        )
