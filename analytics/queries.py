"""What pages, exports and checks ask of the store: one question, one function, one statement."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa

from analytics.measures import TERM_YEARS, year_before
from analytics.model import (
    NOW,
    Bound,
    FigureKey,
    Frozen,
    Measure,
    Observation,
    ObsStatus,
    Period,
    PlanBasis,
    Source,
    Submission,
    Vintage,
)
from analytics.store import Store

_COLUMNS = ", ".join(Observation.model_fields)


class Report(Frozen):
    """One report of a figure. ``rank`` 1 stands; None is left out (withdrawn, or not yet known)."""

    observation: Observation
    source: Source
    submission: Submission
    rank: int | None


class Freshness(Frozen):
    """How new an area's figures are.

    A figure is for its ``as_of`` date or its period's end, and for no later day than its source's.
    A plan says nothing of how new the actuals are.
    """

    ref_area: str
    figures: int
    newest_figure: date | None
    newest_published: date | None


class Extent(Frozen):
    """How many reports there are, and the calendar years that they end in, newest first.

    Plans are counted; a year in which only plans end is none.
    """

    reports: int
    years: tuple[int, ...]


class Page(Frozen):
    """Some of the reports that were found, in the order of sources and their files."""

    reports: tuple[Observation, ...]
    found: int


@dataclass(frozen=True)
class Asked:
    """A condition on figures, and the values that it is bound to.

    It stands beside the figures themselves, where DuckDB skips what cannot match before it ranks;
    a list of values in a subquery would be looked at afterwards, when all figures are ranked.
    """

    sql: str
    parameters: tuple[object, ...] = ()

    def having(self, sql: str, *parameters: object) -> Asked:
        return Asked(f"{self.sql} AND {sql}", (*self.parameters, *parameters))

    def among(self, column: str, codes: Collection[str] | Collection[int] | None) -> Asked:
        """Those of ``codes``; None is all of them.

        The range lets DuckDB skip blocks by their smallest and largest value, the list is looked
        at while a block is read. ``IN`` alone would be looked at after whole rows are read.
        """
        if codes is None:
            return self
        if not codes:
            return self.having("false")
        known = sorted(codes)
        if len(known) == 1:
            return self.having(f"{column} = ?", *known)
        return self.having(
            f"{column} BETWEEN ? AND ? AND list_contains(?, {column})", known[0], known[-1], known
        )


class Changed(Frozen):
    """A figure that stands otherwise; ``found`` counts those of its sort, shown or not.

    ``code`` is ``new``, ``revised`` or ``withdrawn``.
    """

    code: str
    before: Observation | None
    after: Observation | None
    found: int

    @property
    def key(self) -> FigureKey:
        stands = self.after or self.before
        assert stands is not None
        return stands.key


class Sought(Frozen):
    """What a word typed by a reader may stand for; any of it will do.

    ``dated_areas`` are codes that the word names only while another bore them. ``printed`` is
    looked for in the printed text, in lower case and without diacritics; empty is not.
    """

    areas: tuple[str, ...] = ()
    dated_areas: tuple[tuple[str, Period], ...] = ()
    indicators: tuple[str, ...] = ()
    measures: tuple[Measure, ...] = ()
    sources: tuple[str, ...] = ()
    periods: tuple[Period, ...] = ()
    printed: str = ""

    def asked(self) -> Asked:
        """Any of it, as a condition."""
        ways = [
            Asked("true").among("ref_area", self.areas),
            *(
                Asked("ref_area = ? AND period_end BETWEEN ? AND ?", (code, when.start, when.end))
                for code, when in self.dated_areas
            ),
            Asked("true").among("indicator", self.indicators),
            Asked("true").among("measure", self.measures),
            Asked("true").among("source", self.sources),
            *(
                Asked("period_start = ? AND period_end = ?", (when.start, when.end))
                for when in self.periods
            ),
        ]
        if self.printed:
            folded = "translate(lower(strip_accents(printed)), 'đ', 'd')"
            ways.append(Asked(f"contains({folded}, ?)", (self.printed,)))
        return Asked(
            " OR ".join(f"({way.sql})" for way in ways),
            tuple(value for way in ways for value in way.parameters),
        )


def standing(
    store: Store,
    *,
    areas: Collection[str] | None = None,
    indicators: Collection[str] | None = None,
    ending: Period | None = None,
    around: Period | None = None,
    vintage: Vintage = NOW,
) -> tuple[Observation, ...]:
    """The figures that stand, of these areas and indicators, for periods that end in ``ending``.

    ``around`` asks for a period with what it is held against: the year before, and the plans of
    its term. None asks for all of them.
    """
    asked = _asked(areas, indicators, ending)
    if around is not None:
        asked = _around(asked, around)
    return _ranked(store, asked.having("rank = 1"), vintage)


def _around(asked: Asked, period: Period) -> Asked:
    before = year_before(period)
    return asked.having(
        """(
            (period_start = ? AND period_end = ?) OR (period_start = ? AND period_end = ?)
            OR (measure = 'plan' AND plan_basis NOT IN ('same_period', 'unstated')
                AND period_end >= ? AND period_start <= ?)
        )""",
        period.start,
        period.end,
        before.start,
        before.end,
        date(period.end.year - TERM_YEARS, 1, 1),
        period.end,
    )


def known(
    store: Store,
    *,
    areas: Collection[str] | None = None,
    indicators: Collection[str] | None = None,
    ending: Period | None = None,
    vintage: Vintage = NOW,
) -> tuple[Observation, ...]:
    """Every report that is not withdrawn, of each figure the one that stands first."""
    return _ranked(store, _asked(areas, indicators, ending), vintage)


def _ranked(store: Store, asked: Asked, vintage: Vintage) -> tuple[Observation, ...]:
    rows = store.rows(
        f"""
        SELECT {_COLUMNS}
        FROM ranked_observation(?, ?)
        WHERE {asked.sql}
        ORDER BY ref_area, indicator, period_end, period_start, measure, plan_basis, rank
        """,
        [*_moment(vintage), *asked.parameters],
    )
    return tuple(map(_observation, rows))


def extent(
    store: Store,
    *,
    areas: Collection[str] | None = None,
    indicators: Collection[str] | None = None,
    vintage: Vintage = NOW,
) -> Extent:
    """How much is known of these areas and indicators, and of which years."""
    asked = _asked(areas, indicators)
    rows = store.rows(
        f"""
        SELECT year(period_end) AS year, count(*) AS reports,
            count(*) FILTER (measure <> 'plan') AS told
        FROM known_observation(?, ?)
        WHERE {asked.sql}
        GROUP BY year(period_end)
        ORDER BY year DESC
        """,
        [*_moment(vintage), *asked.parameters],
    )
    return Extent(
        reports=sum(row["reports"] for row in rows),
        years=tuple(row["year"] for row in rows if row["told"]),
    )


def reports(store: Store, key: FigureKey, vintage: Vintage = NOW) -> tuple[Report, ...]:
    """Everyone who reports the figure, the one that stands first, withdrawn ones last."""
    one = """ref_area = ? AND indicator = ? AND measure = ? AND period_start = ?
        AND period_end = ? AND plan_basis = ?"""
    named = [
        key.ref_area,
        key.indicator,
        key.measure,
        key.period.start,
        key.period.end,
        key.plan_basis,
    ]
    rows = store.rows(
        f"""
        SELECT o.*, known.rank
        FROM (SELECT * FROM observation WHERE {one}) AS o
        LEFT JOIN (
            SELECT submission_id, row_number, rank FROM ranked_observation(?, ?) WHERE {one}
        ) AS known USING (submission_id, row_number)
        ORDER BY known.rank NULLS LAST, o.submission_id DESC, o.row_number
        """,
        [*named, *_moment(vintage), *named],
    )
    sources = _sources(store, {row["source"] for row in rows})
    submissions = {
        number: store.submission(number) for number in {row["submission_id"] for row in rows}
    }
    return tuple(
        Report(
            rank=row.pop("rank"),
            observation=(observation := _observation(row)),
            source=sources[observation.source],
            submission=submissions[observation.submission_id],
        )
        for row in rows
    )


def _sources(store: Store, codes: Collection[str]) -> dict[str, Source]:
    asked = Asked("true").among("source", codes)
    rows = store.rows(
        f"SELECT * EXCLUDE (submission_id) FROM known_source WHERE {asked.sql}", asked.parameters
    )
    return {row["source"]: Source.model_validate(row) for row in rows}


def search(
    store: Store,
    words: Sequence[Sought],
    *,
    source: str | None = None,
    vintage: Vintage = NOW,
    first: int = 0,
    most: int = 60,
) -> Page:
    """Reports that every word fits, from the ``first`` on: newest source first, in file order.

    ``source`` None is all of them.
    """
    asked = Asked("true").among("source", None if source is None else [source])
    for word in words:
        fits = word.asked()
        asked = asked.having(f"({fits.sql})", *fits.parameters)
    counted = store.rows(
        f"""
        SELECT source, count(*) AS reports
        FROM known_observation(?, ?)
        WHERE {asked.sql}
        GROUP BY source
        ORDER BY any_value(published) DESC NULLS LAST, source
        """,
        [*_moment(vintage), *asked.parameters],
    )
    skipped, passed, shown = 0, 0, []
    for row in counted:
        if passed + row["reports"] <= first:
            skipped += row["reports"]
        elif passed < first + most:
            shown.append(row["source"])
        passed += row["reports"]
    asked = asked.among("source", shown)
    places = store.rows(
        f"""
        SELECT submission_id, row_number
        FROM known_observation(?, ?)
        WHERE {asked.sql}
        ORDER BY published DESC NULLS LAST, source, submission_id, row_number
        LIMIT ? OFFSET ?
        """,
        [*_moment(vintage), *asked.parameters, most, first - skipped],
    )
    return Page(reports=_at(store, places), found=passed)


def _at(store: Store, places: Sequence[dict[str, Any]]) -> tuple[Observation, ...]:
    """The reports at these places, in this order.

    Whole rows are read only here: to read them while looking through millions takes far longer.
    """
    order = {(row["submission_id"], row["row_number"]): n for n, row in enumerate(places)}
    numbers = [number for _, number in order]
    asked = Asked("true").among("submission_id", {submission for submission, _ in order})
    rows = store.rows(
        f"SELECT {_COLUMNS} FROM observation WHERE {asked.among('row_number', numbers).sql}",
        asked.among("row_number", numbers).parameters,
    )
    found = {
        place: row for row in rows if (place := (row["submission_id"], row["row_number"])) in order
    }
    return tuple(_observation(found[place]) for place in order)


def reported_areas(store: Store) -> frozenset[str]:
    """Codes of the areas that any submission reports on, withdrawn ones among them."""
    rows = store.rows("SELECT DISTINCT ref_area FROM observation")
    return frozenset(row["ref_area"] for row in rows)


def periods(store: Store) -> tuple[Period, ...]:
    """Every period that a report is for, withdrawn ones among them."""
    rows = store.rows("SELECT DISTINCT period_start, period_end FROM observation ORDER BY ALL")
    return tuple(Period(start=row["period_start"], end=row["period_end"]) for row in rows)


def changed(
    store: Store,
    before: Vintage,
    after: Vintage,
    *,
    areas: Collection[str] | None = None,
    most: int = 200,
) -> tuple[Changed, ...]:
    """Figures that stand otherwise at the second moment, at most so many of each sort, by key.

    The same figure from a newer source is no change.
    """
    asked = _touched(store, before, after, areas)
    if asked is None:
        return ()
    rows = store.rows(
        f"""
        WITH old AS (SELECT {_COLUMNS} FROM standing_observation(?, ?) WHERE {asked.sql}),
        new AS (SELECT {_COLUMNS} FROM standing_observation(?, ?) WHERE {asked.sql}),
        paired AS (
            SELECT old, new,
                CASE WHEN old.submission_id IS NULL THEN 'new'
                    WHEN new.submission_id IS NULL THEN 'withdrawn' ELSE 'revised' END AS code,
                concat_ws('~', ref_area, indicator, measure, period_start, period_end, plan_basis)
                    AS key
            FROM old
            FULL JOIN new
                USING (ref_area, indicator, measure, period_start, period_end, plan_basis)
            WHERE old.submission_id IS NULL OR new.submission_id IS NULL
                OR old.obs_value <> new.obs_value OR old.decimals <> new.decimals
                OR old.bound <> new.bound OR old.obs_status <> new.obs_status
                OR old.as_of IS DISTINCT FROM new.as_of
        )
        SELECT code, old, new, count(*) OVER (PARTITION BY code) AS found
        FROM paired
        QUALIFY row_number() OVER (PARTITION BY code ORDER BY key) <= ?
        ORDER BY code, key
        """,
        [
            *_moment(before),
            *asked.parameters,
            *_moment(after),
            *asked.parameters,
            most,
        ],
    )
    return tuple(
        Changed(
            code=row["code"],
            before=_observation(row["old"]) if row["code"] != "new" else None,
            after=_observation(row["new"]) if row["code"] != "withdrawn" else None,
            found=row["found"],
        )
        for row in rows
    )


def _touched(
    store: Store, before: Vintage, after: Vintage, areas: Collection[str] | None
) -> Asked | None:
    """What the figures that may stand otherwise have in common; None where there are none.

    Only a report that is known at one of the moments and not at the other can change a figure.
    """
    asked = _asked(areas)
    (row,) = store.rows(
        f"""
        WITH moved AS (
            SELECT submission_id FROM (
                FROM standing_submission(?) UNION ALL FROM standing_submission(?)
            ) GROUP BY submission_id HAVING count(*) = 1
        ), told AS (
            SELECT source FROM known_source
            WHERE (? IS NULL OR coalesce(published <= ?, false))
                <> (? IS NULL OR coalesce(published <= ?, false))
        )
        SELECT list(DISTINCT ref_area) AS areas, list(DISTINCT indicator) AS indicators,
            min(period_end) AS first, max(period_end) AS last
        FROM observation
        WHERE {asked.sql}
            AND (submission_id IN (FROM moved) OR source IN (FROM told))
        """,
        [
            before.submitted_by,
            after.submitted_by,
            before.published_by,
            before.published_by,
            after.published_by,
            after.published_by,
            *asked.parameters,
        ],
    )
    if row["first"] is None:
        return None
    return _asked(row["areas"], row["indicators"], Period(start=row["first"], end=row["last"]))


def freshness(
    store: Store, *, areas: Collection[str] | None = None, vintage: Vintage = NOW
) -> tuple[Freshness, ...]:
    """Areas that have figures, with their newest period and newest source."""
    asked = _asked(areas)
    rows = store.rows(
        f"""
        SELECT ref_area, count(*) AS figures,
            max(least(coalesce(as_of, period_end), published)) FILTER (measure <> 'plan')
                AS newest_figure,
            max(published) AS newest_published
        FROM standing_observation(?, ?)
        WHERE {asked.sql}
        GROUP BY ref_area
        ORDER BY ref_area
        """,
        [*_moment(vintage), *asked.parameters],
    )
    return tuple(Freshness.model_validate(row) for row in rows)


def reported_indicators(store: Store) -> frozenset[str]:
    """Codes of the indicators that any submission that stands reports."""
    rows = store.rows(
        """
        SELECT DISTINCT indicator
        FROM observation
        JOIN standing_submission(NULL) USING (submission_id)
        """
    )
    return frozenset(row["indicator"] for row in rows)


def figures_by_source(store: Store) -> dict[str, int]:
    """How many figures each source brought that are not withdrawn."""
    rows = store.rows(
        """
        SELECT source, count(*) AS figures
        FROM observation
        JOIN standing_submission(NULL) USING (submission_id)
        GROUP BY source
        """
    )
    return {row["source"]: row["figures"] for row in rows}


def observations_with_names(store: Store, language: str) -> pa.Table:
    """Every observation that is not withdrawn, with the names of its codes, for export."""
    return store.arrow(
        """
        SELECT o.submission_id, o.row_number, o.ref_area,
            CASE WHEN ? = 'vi' THEN a.name_vi ELSE a.name_en END AS area_name,
            o.indicator,
            CASE WHEN ? = 'vi' THEN i.name_vi ELSE i.name_en END AS indicator_name,
            o.measure, o.period_start, o.period_end, o.plan_basis, o.obs_value, o.decimals, o.bound,
            o.unit, o.obs_status, o.as_of, o.printed, o.source, o.locator, o.note
        FROM observation AS o
        JOIN standing_submission(NULL) USING (submission_id)
        LEFT JOIN area AS a
            ON a.ref_area = o.ref_area
            AND coalesce(a.valid_from <= o.period_end, true)
            AND coalesce(o.period_end <= a.valid_to, true)
        LEFT JOIN indicator AS i ON i.indicator = o.indicator
        ORDER BY o.submission_id, o.row_number
        """,
        [language, language],
    )


def _moment(vintage: Vintage) -> list[Any]:
    return [vintage.published_by, vintage.submitted_by]


def _asked(
    areas: Collection[str] | None,
    indicators: Collection[str] | None = None,
    ending: Period | None = None,
) -> Asked:
    asked = Asked("true").among("ref_area", areas).among("indicator", indicators)
    if ending is None:
        return asked
    return asked.having("period_end BETWEEN ? AND ?", ending.start, ending.end)


_MEASURES = {measure.value: measure for measure in Measure}
_BASES = {basis.value: basis for basis in PlanBasis}
_BOUNDS = {bound.value: bound for bound in Bound}
_STATUSES = {status.value: status for status in ObsStatus}


def _observation(row: dict[str, Any]) -> Observation:
    """A row that was checked when it came in, so not once more."""
    row["measure"] = _MEASURES[row["measure"]]
    row["plan_basis"] = _BASES[row["plan_basis"]]
    row["bound"] = _BOUNDS[row["bound"]]
    row["obs_status"] = _STATUSES[row["obs_status"]]
    return Observation.model_construct(**row)
