"""A checked file into the store: all of it, once."""

from __future__ import annotations

import logging

import pyarrow as pa

from analytics.access import Actor
from analytics.ingest.checking import Checked
from analytics.ingest.mappings import save, saved
from analytics.model import Submission
from analytics.queries import keep_counts
from analytics.store import Store, StoreError

log = logging.getLogger("district")


def commit(store: Store, checked: Checked, by: Actor) -> tuple[Submission, bool]:
    """Add a clean file's observations; returns its submission, and whether that is new.

    The same bytes twice are one submission, also from two threads at once. Raises ``StoreError``
    ``file_has_problems`` for a file with errors, of which nothing is stored. What it changed of
    very many figures is counted, and kept, before anybody asks.
    """
    if not checked.is_clean:
        raise StoreError("file_has_problems", file=checked.file_name)
    if checked.mapping and any(m.shape == checked.mapping.shape for m in saved(store)):
        save(store, checked.mapping, by)
    pa.default_memory_pool().release_unused()  # what checking took; the store now takes as much
    submission, is_new = store.submit(
        sha256=checked.sha256,
        file_name=checked.file_name,
        content=checked.content,
        by=by,
        observations=checked.observations,
        sources=checked.sources,
        note=checked.note,
    )
    if is_new:
        _keep_count(store, submission.submission_id)
    return submission, is_new


def _keep_count(store: Store, number: int) -> None:
    """What stops it is in the log: the submission stands, and is counted when somebody asks."""
    try:
        keep_counts(store, [number])
    except StoreError as error:
        log.warning("what submission %d changed is not kept: %s", number, error.code)
    except Exception:
        log.exception("what submission %d changed is not kept", number)
