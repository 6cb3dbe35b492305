"""Figures that stand otherwise at another moment."""

from __future__ import annotations

from collections.abc import Collection

from analytics.model import FigureKey, Frozen, Observation, Period, Vintage
from analytics.queries.asking import COLUMNS, Asked, asked_of, moment, observation_of
from analytics.store import Store


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
        WITH old AS (SELECT {COLUMNS} FROM standing_observation(?, ?) WHERE {asked.sql}),
        new AS (SELECT {COLUMNS} FROM standing_observation(?, ?) WHERE {asked.sql}),
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
        [*moment(before), *asked.parameters, *moment(after), *asked.parameters, most],
    )
    return tuple(
        Changed(
            code=row["code"],
            before=observation_of(row["old"]) if row["code"] != "new" else None,
            after=observation_of(row["new"]) if row["code"] != "withdrawn" else None,
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
    asked = asked_of(areas)
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
    return asked_of(row["areas"], row["indicators"], Period(start=row["first"], end=row["last"]))
