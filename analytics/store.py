"""The store: the figures in the database, the files they came in, and what was done with them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa

from analytics.codelists import Codelists, edition
from analytics.model import Area, Indicator, Part, Source, Submission, Unit, Withdrawal
from analytics.store_database import SCHEMA_VERSION, Database, StoreError, insert

__all__ = ["OBSERVATION_SCHEMA", "SCHEMA_VERSION", "Store", "StoreError"]

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


class Store(Database):
    """Figures on disk."""

    def revision(self) -> str:
        """Changes whenever an answer of the store could; equal revisions give equal answers."""
        (row,) = self.rows(
            """
            SELECT (SELECT coalesce(max(submission_id), 0) FROM submission) AS submission,
                (SELECT coalesce(max(event_number), 0) FROM withdrawal) AS event,
                (SELECT coalesce(max(sha256), '') FROM codelist_edition) AS edition
            """
        )
        return f"{row['submission']}.{row['event']}.{row['edition'][:12]}"

    # Codelists -----------------------------------------------------------------------------

    def adopt_codelists(self, folder: Path) -> bool:
        """Take over the codelist files where they differ from the store's; whether they did."""
        found = edition(folder)
        if [row["sha256"] for row in self.rows("SELECT sha256 FROM codelist_edition")] == [found]:
            return False
        codelists = Codelists.read(folder)
        with self._transaction() as cursor:
            for table, nouns in (
                ("area", codelists.areas),
                ("indicator", codelists.indicators),
                ("unit", codelists.units),
                ("part", codelists.parts),
            ):
                cursor.execute(f"DELETE FROM {table}")
                insert(cursor, table, [noun.model_dump() for noun in nouns])
            cursor.execute("DELETE FROM source WHERE submission_id IS NULL")
            insert(cursor, "source", [_source_row(s, None) for s in codelists.sources])
            cursor.execute("DELETE FROM codelist_edition")
            cursor.execute("INSERT INTO codelist_edition VALUES (?)", [found])
        return True

    def codelists(self) -> Codelists:
        """The codes in use, the sources that submissions brought among them."""
        return Codelists(
            areas=tuple(Area.model_validate(row) for row in self.rows("FROM area")),
            indicators=tuple(Indicator.model_validate(row) for row in self.rows("FROM indicator")),
            units=tuple(Unit.model_validate(row) for row in self.rows("FROM unit")),
            sources=tuple(
                Source.model_validate(row)
                for row in self.rows("SELECT * EXCLUDE (submission_id) FROM known_source")
            ),
            parts=tuple(Part.model_validate(row) for row in self.rows("FROM part")),
        )

    # Submissions ---------------------------------------------------------------------------

    def submit(
        self,
        *,
        sha256: str,
        file_name: str,
        content: bytes,
        submitted_by: str,
        observations: pa.Table,
        sources: Sequence[Source] = (),
        note: str = "",
    ) -> tuple[Submission, bool]:
        """Add a file's observations, all or none; the same bytes twice are one submission.

        ``observations`` has the columns of :data:`OBSERVATION_SCHEMA`. Returns the submission, and
        whether it is new.
        """
        with self._transaction() as cursor:
            known = cursor.execute(
                "SELECT submission_id FROM submission WHERE sha256 = ?", [sha256]
            ).fetchone()
            if known:
                return self.submission(known[0]), False
            (last,) = cursor.execute(
                "SELECT coalesce(max(submission_id), 0) FROM submission"
            ).fetchone() or (0,)
            submission = Submission(
                submission_id=last + 1,
                sha256=sha256,
                file_name=file_name,
                submitted_at=_now(),
                submitted_by=submitted_by,
                row_count=observations.num_rows,
            )
            cursor.execute(
                "INSERT INTO submission VALUES (?, ?, ?, ?, ?, ?, ?)",
                [
                    submission.submission_id,
                    sha256,
                    file_name,
                    submission.submitted_at,
                    submitted_by,
                    submission.row_count,
                    content,
                ],
            )
            insert(cursor, "source", [_source_row(s, submission.submission_id) for s in sources])
            if note:
                cursor.execute(
                    "INSERT INTO submission_note VALUES (?, ?)", [submission.submission_id, note]
                )
            cursor.register("incoming", observations.cast(OBSERVATION_SCHEMA))
            cursor.execute(
                "INSERT INTO observation SELECT ? AS submission_id, * FROM incoming",
                [submission.submission_id],
            )
            cursor.unregister("incoming")
        return submission, True

    def withdraw(self, submission_id: int, *, by: str, reason: str) -> bool:
        """Take a submission back; whether it stood. ``StoreError`` ``unknown_submission``."""
        return self._mark(submission_id, withdrawn=True, by=by, reason=reason)

    def put_back(self, submission_id: int, *, by: str, reason: str) -> bool:
        """Let a withdrawn submission stand again; whether it was withdrawn before."""
        return self._mark(submission_id, withdrawn=False, by=by, reason=reason)

    def _mark(self, submission_id: int, *, withdrawn: bool, by: str, reason: str) -> bool:
        with self._transaction() as cursor:
            if self.submission(submission_id).withdrawn is withdrawn:
                return False
            cursor.execute(
                """
                INSERT INTO withdrawal
                SELECT coalesce(max(event_number), 0) + 1, ?, ?, ?, ?, ? FROM withdrawal
                """,
                [submission_id, withdrawn, _now(), by, reason],
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

    # Mappings ------------------------------------------------------------------------------

    def mapping_bodies(self) -> tuple[str, ...]:
        """The newest mapping of each form of file, as JSON."""
        found = self.rows("SELECT arg_max(body, event_number) AS body FROM mapping GROUP BY shape")
        return tuple(row["body"] for row in found)

    def add_mapping(self, shape: str, name: str, body: str, *, by: str) -> None:
        """Keep how to read files of a form; the newest is the one in use."""
        with self._transaction() as cursor:
            cursor.execute(
                """
                INSERT INTO mapping
                SELECT coalesce(max(event_number), 0) + 1, ?, ?, ?, ?, ? FROM mapping
                """,
                [shape, name, body, _now(), by],
            )


_SUBMISSIONS = """
    SELECT s.submission_id, sha256, file_name, submitted_at, submitted_by, row_count,
        standing.submission_id IS NULL AS withdrawn
    FROM submission AS s
    LEFT JOIN standing_submission(NULL) AS standing USING (submission_id)
"""


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


def _source_row(source: Source, submission_id: int | None) -> dict[str, object]:
    return {**source.model_dump(), "submission_id": submission_id}
