"""A checked file into the store: all of it, once."""

from __future__ import annotations

from analytics.access import Actor
from analytics.ingest.checking import Checked
from analytics.ingest.mappings import save, saved
from analytics.model import Submission
from analytics.store import Store, StoreError


def commit(store: Store, checked: Checked, by: Actor) -> tuple[Submission, bool]:
    """Add a clean file's observations; returns its submission, and whether that is new.

    The same bytes twice are one submission, also from two threads at once. Raises ``StoreError``
    ``file_has_problems`` for a file with errors, of which nothing is stored.
    """
    if not checked.is_clean:
        raise StoreError("file_has_problems", file=checked.file_name)
    if checked.mapping and any(m.shape == checked.mapping.shape for m in saved(store)):
        save(store, checked.mapping, by)
    return store.submit(
        sha256=checked.sha256,
        file_name=checked.file_name,
        content=checked.content,
        by=by,
        observations=checked.observations,
        sources=checked.sources,
        note=checked.note,
    )
