"""The reports that come with the app, brought in through the same door as an analyst's files."""

from __future__ import annotations

import hashlib
from pathlib import Path

from analytics.access import Actor
from analytics.ingest import check, commit
from analytics.model import Submission
from analytics.settings import Settings
from analytics.store import Store
from analytics.text import words

SUBMITTER = "bundled"
_APP = Actor.at_the_machine(SUBMITTER, "app")


class BundledFileError(Exception):
    """A shipped report does not pass its own checks: the program is broken, not the input."""


def load(store: Store, settings: Settings) -> None:
    """Take over the codelists and submit every shipped report; doing it again changes nothing.

    A report whose file has changed since takes the place of its older edition. One that somebody
    withdrew stays withdrawn. Raises :class:`BundledFileError`.
    """
    store.adopt_codelists(settings.codelists)
    for path in sorted(settings.reports.rglob("*.csv")):
        _bring_in(store, path, path.relative_to(settings.reports).as_posix())


def _bring_in(store: Store, path: Path, name: str) -> None:
    content = path.read_bytes()
    sha256 = hashlib.sha256(content).hexdigest()
    submissions = store.submissions()
    editions = [s for s in submissions if s.submitted_by == SUBMITTER and s.file_name == name]
    if any(_taken_back_by_somebody(store, edition) for edition in editions):
        return
    this = next((s for s in submissions if s.sha256 == sha256), None)
    if this is None:
        checked = check(content, name, store.codelists())
        if not checked.is_clean:
            problems = ", ".join(f"{p.code} in row {p.row}" for p in checked.problems)
            raise BundledFileError(f"{path}: {problems}")
        commit(store, checked, _APP)
    reason = words("vi")("commands.bundled_replaced")
    for edition in editions:
        if edition.sha256 != sha256 and not edition.withdrawn:
            store.withdraw(edition.submission_id, by=_APP, reason=reason)
    if this is not None and this.withdrawn and this.submitted_by == SUBMITTER:
        store.put_back(this.submission_id, by=_APP, reason=reason)


def _taken_back_by_somebody(store: Store, submission: Submission) -> bool:
    """Whether a person, not this module, withdrew the submission."""
    if not submission.withdrawn:
        return False
    return store.withdrawals(submission.submission_id)[-1].withdrawn_by != SUBMITTER
