"""The store's submissions: files in, as a whole; taken back and put back; never changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

import numpy as np
import pyarrow as pa

from analytics.access import Actor
from analytics.audit import Action, Entry
from analytics.digest import digest, digests
from analytics.model import Source, Submission, Withdrawal
from analytics.store_codelists import CodelistDatabase, source_row
from analytics.store_counts import COUNTED, add_counts, fill_counts, miscounted, placed_areas
from analytics.store_database import StoreError, insert
from analytics.store_recorded import Record, now
from analytics.store_values import stored

OBSERVATION_SCHEMA = pa.schema(
    [
        ("row_number", pa.int64()),
        ("ref_area", pa.string()),
        ("indicator", pa.string()),
        ("measure", pa.string()),
        ("period_start", pa.date32()),
        ("period_end", pa.date32()),
        ("plan_basis", pa.string()),
        ("obs_value", pa.decimal128(28, 9)),
        ("decimals", pa.int32()),
        ("bound", pa.string()),
        ("unit", pa.string()),
        ("obs_status", pa.string()),
        ("as_of", pa.date32()),
        ("printed", pa.string()),
        ("source", pa.string()),
        ("locator", pa.string()),
        ("note", pa.string()),
    ]
)
"""The columns of a submission's observations, in the store's order, without the submission's id."""
_AT_ONCE = 1_000_000
"""Rows."""


class SubmissionDatabase(CodelistDatabase):
    """Files and the observations in them."""

    def _settle(self) -> None:
        super()._settle()
        if not self.rows("SELECT 1 FROM line LIMIT 1") and self.submissions():
            self._count_again()
        if not self.entries():
            self._adopt()
        self.refill_archive()

    def submit(
        self,
        *,
        sha256: str,
        file_name: str,
        content: bytes,
        by: Actor,
        observations: pa.Table,
        sources: Sequence[Source] = (),
        note: str = "",
    ) -> tuple[Submission, bool]:
        """Add a file's observations, all or none; the same bytes twice are one submission.

        ``observations`` has the columns of :data:`OBSERVATION_SCHEMA`. Returns the submission, and
        whether it is new. Raises ``RefusedError``, and ``StoreError`` ``not_written`` and
        ``store_incomplete``.
        """
        observations = observations.cast(OBSERVATION_SCHEMA)
        with self._doing(by, Action.SUBMISSION, file_name) as record:
            known = record.cursor.execute(
                "SELECT submission_id FROM submission WHERE sha256 = ?", [sha256]
            ).fetchone()
            if known:
                return self.submission(known[0]), False
            (last,) = record.cursor.execute(
                "SELECT coalesce(max(submission_id), 0) FROM submission"
            ).fetchone() or (0,)
            submission = Submission(
                submission_id=last + 1,
                sha256=sha256,
                file_name=file_name,
                submitted_at=now(),
                submitted_by=by.name,
                row_count=observations.num_rows,
            )
            self._write(record, submission, content, observations, sources, note)
            record.note(
                Action.SUBMISSION,
                by=by,
                details=self._submission_details(record, submission, observations, sources, note),
                at=submission.submitted_at,
            )
        return submission, True

    def _write(
        self,
        record: Record,
        submission: Submission,
        content: bytes,
        observations: pa.Table,
        sources: Sequence[Source],
        note: str,
    ) -> None:
        cursor, number = record.cursor, submission.submission_id
        record.file = content
        cursor.execute(
            "INSERT INTO submission VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                number,
                submission.sha256,
                submission.file_name,
                submission.submitted_at,
                submission.submitted_by,
                submission.row_count,
                content,
            ],
        )
        insert(cursor, "source", [source_row(s, number) for s in sources])
        if note:
            cursor.execute("INSERT INTO submission_note VALUES (?, ?)", [number, note])
        cursor.register("incoming", stored(observations))
        cursor.execute(
            "INSERT INTO stored_observation BY NAME SELECT ? AS submission_id, * FROM incoming",
            [number],
        )
        cursor.execute(
            "INSERT INTO reported_area SELECT DISTINCT ?::BIGINT, ref_area FROM incoming", [number]
        )
        cursor.unregister("incoming")
        add_counts(cursor, number, observations)

    def _submission_details(
        self,
        record: Record,
        submission: Submission,
        observations: pa.Table,
        sources: Sequence[Source],
        note: str,
    ) -> dict[str, object]:
        """What it takes to bring the submission in again from its raw file, and to see it whole."""
        return {
            "submission_id": submission.submission_id,
            "sha256": submission.sha256,
            "file_name": submission.file_name,
            "row_count": submission.row_count,
            "note": note,
            "codelists": self._keep_codelists(record),
            "sources": sorted(source.source for source in sources),
            "digest": digest(observations),
        }

    def withdraw(self, submission_id: int, *, by: Actor, reason: str) -> bool:
        """Take a submission back; whether it stood.

        Raises ``RefusedError``, and ``StoreError`` ``unknown_submission``.
        """
        return self._mark(submission_id, withdrawn=True, by=by, reason=reason)

    def put_back(self, submission_id: int, *, by: Actor, reason: str) -> bool:
        """Let a withdrawn submission stand again; whether it was withdrawn before."""
        return self._mark(submission_id, withdrawn=False, by=by, reason=reason)

    def _mark(self, submission_id: int, *, withdrawn: bool, by: Actor, reason: str) -> bool:
        action = Action.WITHDRAWAL if withdrawn else Action.PUT_BACK
        with self._doing(by, action, submission_id) as record:
            if self.submission(submission_id).withdrawn is withdrawn:
                return False
            event = Withdrawal(
                submission_id=submission_id,
                withdrawn=withdrawn,
                withdrawn_at=now(),
                withdrawn_by=by.name,
                reason=reason,
            )
            _insert_withdrawal(record, event)
            record.note(
                action,
                by=by,
                details={"submission_id": submission_id, "reason": reason},
                at=event.withdrawn_at,
            )
        return True

    def submissions(self) -> tuple[Submission, ...]:
        """Every submission, newest first, withdrawn ones among them."""
        return tuple(
            Submission.model_validate(row) for row in self.rows(f"{_SUBMISSIONS} ORDER BY 1 DESC")
        )

    def submission(self, submission_id: int) -> Submission:
        """Raises ``StoreError`` ``unknown_submission``."""
        found = self.rows(f"{_SUBMISSIONS} WHERE submission_id = ?", [submission_id])
        if not found:
            raise StoreError("unknown_submission", submission=str(submission_id))
        return Submission.model_validate(found[0])

    def withdrawals(self, submission_id: int) -> tuple[Withdrawal, ...]:
        """How often a submission was taken back and put back, oldest first."""
        return tuple(
            Withdrawal.model_validate(row)
            for row in self.rows(
                """
                SELECT * EXCLUDE (event_number) FROM withdrawal
                WHERE submission_id = ? ORDER BY event_number
                """,
                [submission_id],
            )
        )

    def note(self, submission_id: int) -> str:
        """How a file was told to be read, as JSON; empty where nothing was said."""
        found = self.rows(
            "SELECT note FROM submission_note WHERE submission_id = ?", [submission_id]
        )
        return str(found[0]["note"]) if found else ""

    def content(self, submission_id: int) -> bytes:
        """The file as it came in. Raises ``StoreError`` ``unknown_submission``."""
        found = self.rows("SELECT content FROM submission WHERE submission_id = ?", [submission_id])
        if not found:
            raise StoreError("unknown_submission", submission=str(submission_id))
        return bytes(found[0]["content"])

    def observations(self, submission_id: int) -> pa.Table:
        """A submission's rows as they were submitted, in their order."""
        return self.arrow(
            """
            SELECT * EXCLUDE (submission_id) FROM observation
            WHERE submission_id = ? ORDER BY row_number
            """,
            [submission_id],
        ).cast(OBSERVATION_SCHEMA)

    def digests(self) -> dict[int, tuple[str, ...]]:
        """Each submission's rows' hashes, by one of which its entry in the audit knows them."""
        columns = ", ".join(OBSERVATION_SCHEMA.names)
        return {
            number: digests(rows.cast(OBSERVATION_SCHEMA))
            for some in self._brought(columns)
            for number, rows in some.items()
        }

    def placed_areas(self) -> tuple[str, ...]:
        """The areas that are reported on, in the order of their places, which never changes."""
        with self._engine.saying():
            return tuple(placed_areas(self._engine.cursor()))

    def miscounted(self) -> frozenset[int]:
        """Submissions whose counts are not what counting their figures gives."""
        with self._engine.saying():
            brought = self._brought(", ".join(COUNTED))
            return frozenset(miscounted(self._engine.cursor(), brought))

    def _brought(self, columns: str) -> Iterator[dict[int, pa.Table]]:
        """Each submission's rows in the file's order, some submissions at a time, the oldest first.

        Rows lie where questions want them, not by submission: one at a time would read through all
        figures for each.
        """
        for some in _together([*reversed(self.submissions())]):
            table = self.arrow(
                f"""
                SELECT submission_id, {columns} FROM observation
                WHERE submission_id BETWEEN ? AND ? ORDER BY submission_id, row_number
                """,
                [some[0], some[-1]],
            )
            whose = table["submission_id"].to_numpy()
            rows = table.drop_columns("submission_id")
            ends = np.searchsorted(whose, [(number, number + 1) for number in some]).tolist()
            yield {
                number: rows.slice(first, last - first)
                for number, (first, last) in zip(some, ends, strict=True)
            }

    def sources_of(self, submission_id: int) -> tuple[Source, ...]:
        """The sources that came with a submission."""
        return tuple(
            Source.model_validate(row)
            for row in self.rows(
                "SELECT * EXCLUDE (submission_id) FROM source WHERE submission_id = ?",
                [submission_id],
            )
        )

    def refill_archive(self) -> None:
        super().refill_archive()
        for submission in self.submissions():
            if not self.archive.has(submission.sha256):
                self.archive.keep(submission.sha256, self.content(submission.submission_id))

    # From the record -----------------------------------------------------------------------

    def _submit_again(
        self,
        record: Record,
        entry: Entry,
        content: bytes,
        observations: pa.Table,
        sources: Sequence[Source],
    ) -> None:
        told = entry.told
        submission = Submission(
            submission_id=entry.submission_id,
            sha256=str(told["sha256"]),
            file_name=str(told["file_name"]),
            submitted_at=entry.at,
            submitted_by=entry.who,
            row_count=observations.num_rows,
        )
        self._write(record, submission, content, observations, sources, str(told["note"]))

    def _mark_again(self, record: Record, entry: Entry) -> None:
        event = Withdrawal(
            submission_id=entry.submission_id,
            withdrawn=entry.action is Action.WITHDRAWAL,
            withdrawn_at=entry.at,
            withdrawn_by=entry.who,
            reason=str(entry.told["reason"]),
        )
        _insert_withdrawal(record, event)

    def _count_again(self) -> None:
        """Count what a store from before lines holds."""
        with self._transaction() as cursor:
            fill_counts(cursor, self._brought(", ".join(COUNTED)))

    def _adopt(self) -> None:
        """Put on record what a store from before the audit holds."""
        events: list[Submission | Withdrawal] = []
        for submission in reversed(self.submissions()):
            events += [submission, *self.withdrawals(submission.submission_id)]
        for was in sorted(events, key=_time):
            with self._recording() as record:
                if isinstance(was, Submission):
                    number = was.submission_id
                    record.file = self.content(number)
                    details = self._submission_details(
                        record,
                        was,
                        self.observations(number),
                        self.sources_of(number),
                        self.note(number),
                    )
                    who, action = was.submitted_by, Action.SUBMISSION
                else:
                    details = {"submission_id": was.submission_id, "reason": was.reason}
                    who, action = was.withdrawn_by, _action(was)
                by = Actor.at_the_machine(who, origin="")
                record.note(action, by=by, details=details, at=_time(was))


_SUBMISSIONS = """
    SELECT s.submission_id, sha256, file_name, submitted_at, submitted_by, row_count,
        standing.submission_id IS NULL AS withdrawn
    FROM submission AS s
    LEFT JOIN standing_submission(NULL) AS standing USING (submission_id)
"""


def _together(submissions: Sequence[Submission]) -> Iterator[list[int]]:
    """The submissions' numbers, as many at a time as memory holds the rows of."""
    numbers: list[int] = []
    rows = 0
    for submission in submissions:
        if numbers and rows + submission.row_count > _AT_ONCE:
            yield numbers
            numbers, rows = [], 0
        numbers.append(submission.submission_id)
        rows += submission.row_count
    if numbers:
        yield numbers


def _action(event: Withdrawal) -> Action:
    return Action.WITHDRAWAL if event.withdrawn else Action.PUT_BACK


def _insert_withdrawal(record: Record, event: Withdrawal) -> None:
    record.cursor.execute(
        """
        INSERT INTO withdrawal
        SELECT coalesce(max(event_number), 0) + 1, ?, ?, ?, ?, ? FROM withdrawal
        """,
        [
            event.submission_id,
            event.withdrawn,
            event.withdrawn_at,
            event.withdrawn_by,
            event.reason,
        ],
    )


def _time(event: Submission | Withdrawal) -> datetime:
    return event.submitted_at if isinstance(event, Submission) else event.withdrawn_at
