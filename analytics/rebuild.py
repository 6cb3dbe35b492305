"""A new store from what is kept beside it: the ledger of what was done, and the raw files."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import TypeAdapter

from analytics import backup, disk
from analytics.access import Actor
from analytics.archive import Archive
from analytics.audit import Action, Entry
from analytics.codelists import Codelists
from analytics.digest import digests
from analytics.ingest import Checked, Options, check
from analytics.ingest.mappings import saved
from analytics.ledger import Ledger
from analytics.shared_ledger import SharedLedger
from analytics.store import RefusedError, Store, StoreError

_OPTIONS = TypeAdapter(Options)


@dataclass(frozen=True)
class Rebuilt:
    """A store made anew, and where the one that was there has gone."""

    submissions: int
    kept_in: Path


def rebuild(path: Path, codelists: Path, *, by: Actor) -> Rebuilt:
    """Do all that the ledger says once more, and put the result in the store's place.

    Each file is read as it was read when it came in, with the codes of that day, and must give the
    same figures. Raises ``StoreError``: ``nothing_to_rebuild``, ``ledger_broken``, ``file_gone``,
    ``reads_differently``; ``RefusedError`` but at the machine; and what opening raises where the
    store is in use.
    """
    if by.identity is not None:
        raise RefusedError(by, Action.REBUILD)
    backup.refuse_in_use(path)
    ledger = Ledger(path.with_name(f"{path.name}.ledger"))
    ledger.settle(lambda _: False)  # only a store that cannot be opened leaves a doubt
    coming = path.with_name(f"{path.name}.rebuilding")
    clear(coming)
    archive = Archive(path.with_name(f"{path.name}.files"))
    with closing(made_again(coming, ledger, archive, codelists, by)) as store:
        entries, submissions = store.entries(), len(store.submissions())
        with store.at_rest():
            pass
    kept_in = backup.replace(path, coming, entries)
    clear(coming)
    return Rebuilt(submissions, kept_in)


def made_again(
    coming: Path, ledger: Ledger | SharedLedger, archive: Archive, codelists: Path, by: Actor
) -> Store:
    """A store in the file ``coming``, in which all that a ledger says was done once more.

    Raises ``StoreError`` as :func:`rebuild` does.
    """
    reading = ledger.read()
    if reading.broken_at is not None:
        raise StoreError("ledger_broken", line=str(reading.broken_at))
    if not reading.entries:
        raise StoreError("nothing_to_rebuild", path=str(ledger.path))
    store = Store.open(coming)
    try:
        store.archive = archive
        for entry in reading.entries:
            _again(store, entry)
        store.adopt_codelists(codelists)
        details = {"entries": len(reading.entries)}
        store.record(Action.REBUILD, by=by, details=details)
    except BaseException:
        store.close()
        raise
    return store


def _again(store: Store, entry: Entry) -> None:
    if entry.action is not Action.SUBMISSION:
        store.replay(entry)
        return
    checked = _read_again(store, entry)
    store.keep_codelists(str(entry.told["codelists"]))
    store.replay(
        entry,
        content=checked.content,
        observations=checked.observations,
        sources=checked.sources,
    )


def _read_again(store: Store, entry: Entry) -> Checked:
    told = entry.told
    name = str(told["file_name"])
    content = store.archive.content(str(told["sha256"]))
    if content is None:
        raise StoreError("file_gone", file=name, submission=str(entry.submission_id))
    said = json.loads(str(told["note"]) or "{}")
    said |= {"mappings": saved(store), "today": entry.at.date()}
    options = _OPTIONS.validate_python(said)
    checked = check(content, name, _codelists_then(store, entry), options)
    if not checked.is_clean or told["digest"] not in digests(checked.observations):
        raise StoreError("reads_differently", file=name, submission=str(entry.submission_id))
    return checked


def _codelists_then(store: Store, entry: Entry) -> Codelists:
    """The codes of that day: the files' edition, and the sources that had come in by then.

    A source that the submission itself brought was not known when its file was checked, though
    another submission may have brought it before this one was committed.
    """
    told = entry.told
    kept = store.kept_codelists(str(told["codelists"]))
    if kept is None:
        raise StoreError("file_gone", file=str(told["codelists"]), submission="–")
    own = set(told["sources"]) if isinstance(told["sources"], list) else set()
    known = {source.source for source in kept.sources} | own
    brought = tuple(s for s in store.codelists().sources if s.source not in known)
    return replace(kept, sources=(*kept.sources, *brought))


def clear(coming: Path) -> None:
    """Remove what an earlier attempt left, and the new store's own ledger."""
    for suffix in ("", ".wal", ".ledger", ".ledger.doubt"):
        disk.remove(coming.with_name(f"{coming.name}{suffix}"))
