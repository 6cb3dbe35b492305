"""What committing a file would change, before anything is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import pyarrow as pa
import pyarrow.compute as pc

from analytics.codelists import Codelists
from analytics.ingest.checking import Checked
from analytics.interval import Interval
from analytics.model import Bound, Kind, Measure, Observation, ObsStatus, interval_of
from analytics.queries import asked_as, observation_of
from analytics.store import Store

MOST_SHOWN = 2_000
"""Changes of one sort that are listed; all are counted."""


class Effect(StrEnum):
    """What a row does to the figure it is about."""

    ADDED = "added"  # nobody has reported it yet
    REVISED = "revised"  # the same source said something else
    CONFIRMED = "confirmed"  # what stands says the same, or agrees within rounding
    DISAGREES = "disagrees"  # another source says something else


@dataclass(frozen=True, slots=True)
class Change:
    """A row of the file beside the figure that stands now.

    ``stands``: whether the row will be what the app shows.
    """

    effect: Effect
    new: Observation
    old: Observation | None
    stands: bool


@dataclass(frozen=True)
class Preview:
    """All rows counted, and those listed that change something."""

    counts: Mapping[Effect, int]
    changes: tuple[Change, ...]
    indicators: tuple[str, ...]
    """Codes whose charts will look different, most changed first."""

    def of(self, effect: Effect) -> tuple[Change, ...]:
        return tuple(change for change in self.changes if change.effect is effect)


def preview(store: Store, checked: Checked) -> Preview:
    """What the file's readable rows would add, revise, confirm and contradict."""
    codelists = store.codelists()
    published = {s.source: s.published for s in (*codelists.sources, *checked.sources)}
    met = _met(store, checked.observations)
    counts: Counter[Effect] = Counter()
    touched: Counter[str] = Counter()
    changes: list[Change] = []

    is_new = pc.is_null(met["old_value"])
    added = met.filter(is_new)
    counts[Effect.ADDED] = added.num_rows
    for entry in added["indicator"].value_counts().to_pylist():
        touched[entry["values"]] += entry["counts"]
    for new, _ in _pairs(added.slice(0, MOST_SHOWN)):
        changes.append(Change(Effect.ADDED, new, None, stands=True))

    known = met.filter(pc.invert(is_new))
    alike = _alike(known)
    counts[Effect.CONFIRMED] = pc.sum(alike).as_py() or 0
    for new, old in _pairs(known.filter(pc.invert(alike))):
        effect = _effect(new, old, codelists)
        stands = _stands(new, old, published)
        counts[effect] += 1
        if stands:
            touched[new.indicator] += 1
        if counts[effect] <= MOST_SHOWN:
            changes.append(Change(effect, new, old, stands))
    indicators = tuple(code for code, _ in touched.most_common())
    return Preview({effect: counts[effect] for effect in Effect}, tuple(changes), indicators)


def _met(store: Store, rows: pa.Table) -> pa.Table:
    """The rows, each with the figure that it meets, which is looked for by what they are about."""
    asked = asked_as(rows, "ref_area", "indicator", "period_end")
    return store.arrow(_MET.format(asked=asked.sql), asked.parameters, incoming=rows)


_MET = """
    SELECT i.*, s.obs_value AS old_value, s.submission_id AS old_submission_id,
        s.row_number AS old_row_number, s.decimals AS old_decimals, s.bound AS old_bound,
        s.obs_status AS old_obs_status, s.as_of AS old_as_of, s.printed AS old_printed,
        s.source AS old_source, s.locator AS old_locator, s.note AS old_note
    FROM incoming AS i
    LEFT JOIN (FROM standing_observation(NULL, NULL) WHERE {asked}) AS s
        USING (ref_area, indicator, measure, period_start, period_end, plan_basis)
    ORDER BY i.row_number
"""


def _alike(known: pa.Table) -> pa.ChunkedArray:
    alike = pc.equal(known["obs_value"], known["old_value"])
    for name in ("decimals", "bound", "obs_status"):
        alike = pc.and_(alike, pc.equal(known[name], known[f"old_{name}"]))
    return alike


def _pairs(rows: pa.Table) -> Iterator[tuple[Observation, Observation]]:
    """Each row as the new observation and the one that stands; of an added one, itself twice."""
    for row in rows.to_pylist():
        new = {name: cell for name, cell in row.items() if not name.startswith("old_")}
        old = {
            name.removeprefix("old_").replace("value", "obs_value"): cell
            for name, cell in row.items()
            if name.startswith("old_")
        }
        observation = observation_of({**new, "submission_id": 0})
        if row["old_value"] is None:
            yield observation, observation
        else:
            yield observation, observation_of({**new, **old})


def _effect(new: Observation, old: Observation, codelists: Codelists) -> Effect:
    if new.source == old.source:
        return Effect.REVISED
    agree = _interval(new, codelists).meets(_interval(old, codelists))
    return Effect.CONFIRMED if agree else Effect.DISAGREES


def _interval(observation: Observation, codelists: Codelists) -> Interval:
    indicator = codelists.indicator_by_code[observation.indicator]
    counted = observation.measure in (Measure.NUMERATOR, Measure.DENOMINATOR) or (
        observation.measure in (Measure.ACTUAL, Measure.PLAN)
        and indicator.kind in (Kind.COUNT, Kind.RANK)
    )
    return interval_of(
        observation.obs_value, observation.decimals, observation.bound, counted=counted
    )


def _stands(new: Observation, old: Observation, published: Mapping[str, date | None]) -> bool:
    """Whether the new figure will be shown: the order of ``ranked_observation`` in schema.sql."""
    early = {ObsStatus.ESTIMATE, ObsStatus.PROVISIONAL}
    new_is_early, old_is_early = new.obs_status in early, old.obs_status in early
    if new_is_early != old_is_early:
        return old_is_early
    if _is_bound_within(new, old):
        return False
    if _is_bound_within(old, new):
        return True
    first, last = published.get(old.source), published.get(new.source)
    if first == last or first is None:
        return True
    return last is not None and last > first


def _is_bound_within(bound: Observation, exact: Observation) -> bool:
    """Whether a bound says less than an exact figure that it agrees with."""
    if exact.bound is not Bound.EQUAL:
        return False
    match bound.bound:
        case Bound.ABOVE:
            return exact.obs_value > bound.obs_value
        case Bound.AT_LEAST:
            return exact.obs_value >= bound.obs_value
        case Bound.BELOW:
            return exact.obs_value < bound.obs_value
        case Bound.AT_MOST:
            return exact.obs_value <= bound.obs_value
        case _:
            return False
