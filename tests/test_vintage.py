"""As known on a date: the store's answer against a naive replay of everything that happened."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analytics import queries
from analytics.model import (
    NOW,
    Bound,
    FigureKey,
    Measure,
    Observation,
    ObsStatus,
    Source,
    Vintage,
)
from analytics.store import OBSERVATION_SCHEMA, Store
from tests.builders import YEAR_2022, months, observation, somebody
from tests.conftest import LONG, ON_LINUX

if TYPE_CHECKING:
    from tests.lake import Postgres

LONG_AGO = datetime(2000, 1, 1)  # noqa: DTZ001 - the store's times are UTC without saying so
SOURCES = (
    Source(source="january", title="January", published=date(2023, 1, 10)),
    Source(source="march", title="March", published=date(2023, 3, 10)),
    Source(source="also-march", title="Also March", published=date(2023, 3, 10)),
    Source(source="undated", title="Undated"),
)
PUBLISHED = {source.source: source.published for source in SOURCES}
EARLY = (ObsStatus.ESTIMATE, ObsStatus.PROVISIONAL)


@dataclass(frozen=True)
class Submitted:
    reports: tuple[Observation, ...]


@dataclass(frozen=True)
class Marked:
    """A withdrawal, or a putting back, of the n-th submission (of those there are)."""

    which: int
    withdrawn: bool


Event = Submitted | Marked


REPORTS = st.builds(
    observation,
    st.sampled_from(["90", "100", "110"]),
    st.sampled_from([Measure.ACTUAL, Measure.PLAN]),
    period=st.sampled_from([YEAR_2022, months(1, 6, 2022)]),
    bound=st.sampled_from(list(Bound)),
    obs_status=st.sampled_from(list(ObsStatus)),
    source=st.sampled_from(sorted(PUBLISHED)),
)


def happening(reports: st.SearchStrategy[Observation]) -> st.SearchStrategy[list[Event]]:
    """Files of such reports come in, are withdrawn and put back."""
    return st.lists(
        st.one_of(
            st.lists(reports, min_size=1, max_size=4).map(lambda found: Submitted(tuple(found))),
            st.builds(Marked, st.integers(0, 5), st.booleans()),
        ),
        min_size=1,
        max_size=7,
    )


EVENTS = happening(REPORTS)


# The naive replay ------------------------------------------------------------------------------


def replay(
    events: Sequence[Event], moments: Sequence[datetime], vintage: Vintage
) -> dict[FigureKey, Observation]:
    """What stands, by walking through the events one by one."""
    submissions: list[Submitted] = []
    visible: dict[int, bool] = {}
    for event, moment in zip(events, moments, strict=True):
        is_known = vintage.submitted_by is None or moment <= vintage.submitted_by
        if isinstance(event, Submitted):
            submissions.append(event)
            if is_known:
                visible[len(submissions)] = True
        elif submissions and is_known:
            visible[event.which % len(submissions) + 1] = not event.withdrawn
    alike: dict[FigureKey, list[Observation]] = {}
    for submission_id, submission in enumerate(submissions, start=1):
        if not visible.get(submission_id, False):
            continue
        for row_number, report in enumerate(submission.reports, start=1):
            if is_published(report, vintage):
                placed = report._replace(submission_id=submission_id, row_number=row_number)
                alike.setdefault(report.key, []).append(placed)
    return {key: standing(reports) for key, reports in alike.items()}


def is_published(report: Observation, vintage: Vintage) -> bool:
    published = PUBLISHED[report.source]
    if vintage.published_by is None:
        return True
    return published is not None and published <= vintage.published_by


def standing(reports: Sequence[Observation]) -> Observation:
    """The rule as ``docs/method.md`` says it, one step after the other."""
    final = [r for r in reports if r.obs_status not in EARLY] or list(reports)
    left = [r for r in final if not is_confirmed_bound(r, final)] or final
    newest = max(left, key=lambda r: PUBLISHED[r.source] or date.min)
    same_day = [r for r in left if PUBLISHED[r.source] == PUBLISHED[newest.source]]
    return max(same_day, key=lambda r: (r.submission_id, r.row_number))


def is_confirmed_bound(report: Observation, others: Sequence[Observation]) -> bool:
    """Whether an exact value agrees with the bound, and so says more."""
    exact = [other.obs_value for other in others if other.bound is Bound.EQUAL]
    limit = report.obs_value
    match report.bound:
        case Bound.ABOVE:
            return any(value > limit for value in exact)
        case Bound.AT_LEAST:
            return any(value >= limit for value in exact)
        case Bound.BELOW:
            return any(value < limit for value in exact)
        case Bound.AT_MOST:
            return any(value <= limit for value in exact)
        case _:
            return False


# The store -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("vintage")


def rows(reports: Sequence[Observation]) -> pa.Table:
    cells = [
        {**report._asdict(), "row_number": number} for number, report in enumerate(reports, start=1)
    ]
    return pa.Table.from_pylist(cells, schema=OBSERVATION_SCHEMA)


def happen(kept: Store, events: Sequence[Event]) -> list[datetime]:
    """Let the events happen; when each did, or, where it changed nothing, the one before it."""
    submitted, moments = 0, [LONG_AGO]
    for number, event in enumerate(events):
        when = moments[-1]
        if isinstance(event, Submitted):
            submitted += 1
            submission, _ = kept.submit(
                sha256=str(number),
                file_name="figures.csv",
                content=b"",
                by=somebody(""),
                observations=rows(event.reports),
                sources=SOURCES,
            )
            when = submission.submitted_at
        elif submitted:
            which = event.which % submitted + 1
            mark = kept.withdraw if event.withdrawn else kept.put_back
            if mark(which, by=somebody(""), reason=""):
                when = kept.withdrawals(which)[-1].withdrawn_at
        moments.append(when)
    return moments[1:]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    EVENTS, st.integers(0, 7), st.sampled_from([None, *sorted(d for d in PUBLISHED.values() if d)])
)
def test_every_vintage_is_what_a_replay_gives(
    folder: Path, events: list[Event], until: int, published_by: date | None
) -> None:
    with closing(Store.open(Path(mkdtemp(dir=folder)) / "figures.duckdb")) as kept:
        assert_replayed(kept, events, until, published_by)


@LONG
@pytest.mark.skipif(not ON_LINUX, reason="needs Linux")
@settings(max_examples=10)
@given(EVENTS, st.integers(0, 7), st.sampled_from(sorted(d for d in PUBLISHED.values() if d)))
def test_every_vintage_in_a_lake_is_what_a_replay_gives(
    postgres: Postgres, events: list[Event], until: int, published_by: date
) -> None:
    with closing(Store.open(postgres.lake())) as kept:
        assert_replayed(kept, events, until, published_by)


def assert_replayed(
    kept: Store, events: list[Event], until: int, published_by: date | None
) -> None:
    """What the store says of every moment is what Python makes of the events until then."""
    moments = happen(kept, events)
    then = moments[until] if until < len(moments) else LONG_AGO
    for vintage in (
        NOW,
        Vintage(published_by=published_by),
        Vintage(submitted_by=then),
        Vintage(published_by=published_by, submitted_by=then),
    ):
        found = {report.key: report for report in queries.standing(kept, vintage=vintage)}
        assert found == replay(events, moments, vintage)
        known = queries.known(kept, vintage=vintage)
        first: dict[FigureKey, Observation] = {}
        for report in known:
            first.setdefault(report.key, report)
        assert first == found
        assert [(report.submission_id, report.row_number) for report in known] == in_sql(
            kept, vintage
        )
        assert_counted(queries.extent(kept, vintage=vintage), known)
    for key in replay(events, moments, NOW):
        assert_every_report(kept, key, Vintage(published_by=published_by, submitted_by=then))


def assert_counted(extent: queries.Extent, known: Sequence[Observation]) -> None:
    """The extent is what Python counts of all that is known."""
    assert extent.reports == len(known)
    told = {report.period_end.year for report in known if report.measure != "plan"}
    assert extent.years == tuple(sorted(told, reverse=True))
    assert [one.indicator for one in extent.told] == sorted({r.indicator for r in known})
    for one in extent.told:
        of_it = [report for report in known if report.indicator == one.indicator]
        done = [r.period_end.year for r in of_it if r.measure not in ("plan", "numerator")]
        assert one.any == max(report.period_end.year for report in of_it)
        assert one.done == max(done, default=None)
        assert one.by_term == any(r.plan_basis in ("term", "programme") for r in of_it)


def assert_every_report(kept: Store, key: FigureKey, vintage: Vintage) -> None:
    """The reports of a figure are those that the schema ranks, then those that it leaves out."""
    rows = kept.rows(
        """
        SELECT o.submission_id, o.row_number, rank FROM observation AS o
        LEFT JOIN ranked_observation(?, ?) AS ranked USING (
            submission_id, row_number, ref_area, indicator, measure, period_start, period_end,
            plan_basis
        )
        WHERE o.measure = ? AND o.period_start = ? AND o.period_end = ?
        ORDER BY rank NULLS LAST, o.submission_id DESC, o.row_number
        """,
        [
            *(vintage.published_by, vintage.submitted_by),
            *(key.measure, key.period.start, key.period.end),
        ],
    )
    assert [
        (told.submission.submission_id, told.observation.row_number, told.rank)
        for told in queries.reports(kept, key, vintage)
    ] == [(row["submission_id"], row["row_number"], row["rank"]) for row in rows]


def in_sql(kept: Store, vintage: Vintage) -> list[tuple[int, int]]:
    """The places of all reports in the order that the schema's own ranking gives them."""
    ranked = kept.rows(
        """
        SELECT submission_id, row_number FROM ranked_observation(?, ?)
        ORDER BY ref_area, indicator, period_end, period_start, measure, plan_basis, rank
        """,
        [vintage.published_by, vintage.submitted_by],
    )
    return [(row["submission_id"], row["row_number"]) for row in ranked]


def test_the_rule_step_by_step() -> None:
    """Each step decides against all that come after it."""
    estimate = observation("90", obs_status=ObsStatus.ESTIMATE, source="march", submission_id=9)
    bound = observation("80", bound=Bound.ABOVE, source="march", submission_id=8)
    older = observation("100", source="january", submission_id=7)
    undated = observation("105", source="undated", submission_id=6)
    assert standing([estimate, bound, older, undated]) == older
    assert standing([estimate, bound]) == bound
    broken = observation("120", bound=Bound.ABOVE, source="march", submission_id=2)
    assert standing([older, broken]) == broken
    again = observation("101", source="january", submission_id=8)
    assert standing([older, again]) == again


def test_decimals_come_back_exact(folder: Path) -> None:
    path = folder / "exact.duckdb"
    kept = Store.open(path)
    try:
        happen(kept, [Submitted((observation("12065.06", source="march"),))])
        (report,) = queries.standing(kept)
        assert report.obs_value == Decimal("12065.06")
    finally:
        kept.close()
