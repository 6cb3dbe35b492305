"""How many figures stand otherwise in each area, kept where it takes long to count.

A count is kept under the hash of all that it rests on, so there is nothing to invalidate: a source
whose date changes, another withdrawal, another file under a number of before have another hash.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence

import pyarrow as pa

from analytics.queries.changing import AreaChanges, count_changes
from analytics.queries.moving import Moved, brought
from analytics.store import Store

_RULES = 1
"""To be raised when the same reports are counted otherwise, or counts are written otherwise: what
was kept before is then not found."""
_SORTS = ("new", "revised", "withdrawn")


def counted_changes(store: Store, moved: Moved) -> tuple[AreaChanges, ...]:
    """How much changed in each area where anything did, as it is kept, or else counted now."""
    kept = kept_changes(store, moved)
    return count_changes(store, moved) if kept is None else kept


def kept_changes(store: Store, moved: Moved) -> tuple[AreaChanges, ...] | None:
    """The same where it is kept: found at once, however much it is of."""
    kept = store.kept_counts(_rests_on(moved)) if moved.is_much else ()
    return _read(kept[0]) if kept else None


def keep_counts(store: Store, submissions: Iterable[int] | None = None) -> int:
    """Keep what each of these submissions changed since the one before, or each of all.

    That is what a page asks of it first, and of little it does not ask: that is all shown, and
    counted on the way. Nor is anything kept in a store that lacks what was acknowledged: it takes
    no writes. Returns how many were not kept yet. Raises ``StoreError`` as writing does.
    """
    made = 0
    if store.missing:
        return made
    numbers = store.register().numbers.tolist() if submissions is None else submissions
    for number in numbers:
        moved = brought(store, number)
        if moved.is_much and not store.kept_counts(known := _rests_on(moved)):
            store.keep_count(known, _written(count_changes(store, moved)))
            made += 1
    return made


def are_kept_right(store: Store, submission: int) -> bool:
    """Whether what is kept of a submission, if anything is, is what counting it again gives."""
    moved = brought(store, submission)
    kept = store.kept_counts(_rests_on(moved))
    return not kept or {*kept} == {_written(count_changes(store, moved))}


def _rests_on(moved: Moved) -> str:
    """The hash of all that a count rests on: which reports are known when, the sources' dates.

    A submission's figures never change. It is told by its time as well as by number and file: after
    a ``restore`` of an older backup the same file may come in again, read by other codes.
    """
    known = moved.known.sort_by([("submission_id", "ascending"), ("source", "ascending")])
    as_number = {"submitted_at": pa.int64(), "published": pa.int32()}
    columns = [
        known[name].cast(as_number.get(name, known[name].type)).to_pylist()
        for name in sorted(known.column_names)
    ]
    return hashlib.sha256(json.dumps([_RULES, *columns]).encode()).hexdigest()


def _written(counted: Sequence[AreaChanges]) -> str:
    """By sort and area; without zeros, which are the most."""
    told = {
        sort: {one.ref_area: count for one in counted if (count := getattr(one, sort))}
        for sort in _SORTS
    }
    return json.dumps(told, separators=(",", ":"))


def _read(counts: str) -> tuple[AreaChanges, ...]:
    told = json.loads(counts)
    return tuple(
        AreaChanges(ref_area=area, **{sort: told[sort].get(area, 0) for sort in _SORTS})
        for area in sorted({area for of_sort in told.values() for area in of_sort})
    )
