"""Problems at cells, gathered for a whole file at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
import numpy.typing as npt

from analytics.ingest.places import letter
from analytics.ingest.stopping import look
from analytics.ingest.table import Entries
from analytics.ingest.template import Field
from analytics.model import Problem, Severity

Mask = npt.NDArray[np.bool_]
Details = tuple[tuple[str, str], ...]
MOST_ALIKE = 5_000
"""Problems of one sort in one column that are listed one by one; the rest are counted."""


class Marking:
    """Collects problems, and which entries cannot become observations."""

    def __init__(self, entries: Entries) -> None:
        self.entries = entries
        self.problems: list[Problem] = []
        self.refused: Mask = np.zeros(len(entries), np.bool_)
        self.left_out: Mask = np.zeros(len(entries), np.bool_)

    def mark(
        self,
        code: str,
        rows: Mask | Iterable[int],
        field: Field,
        *,
        severity: Severity = Severity.ERROR,
        details: Details | Callable[[int], Details] = (),
        leaves_out: bool = False,
    ) -> None:
        """Note a problem at ``field`` of each entry in ``rows`` (a mask, or places).

        An error keeps the file from being committed; a warning that ``leaves_out`` only the row.
        """
        look()  # often enough: every check marks
        places = np.flatnonzero(rows) if isinstance(rows, np.ndarray) else np.array([*rows], int)
        if not len(places):
            return
        if severity is Severity.ERROR:
            self.refused[places] = True
        if leaves_out:
            self.left_out[places] = True
        for place in places[:MOST_ALIKE].tolist():
            given = details(place) if callable(details) else details
            self.problems.append(self.at(code, place, field, severity=severity, details=given))
        if len(places) > MOST_ALIKE:
            self.problems.append(
                Problem(
                    code="more_of_the_same",
                    severity=severity,
                    sheet=self.entries.table.sheet,
                    column=field.value,
                    value=code,
                    details=(("count", str(len(places) - MOST_ALIKE)), ("code", code)),
                )
            )

    def refuse_rows(self, rows: Iterable[int]) -> None:
        """Make no observations of rows whose shape is wrong."""
        self.refused |= np.isin(self.entries.rows, list(rows))

    def at(
        self,
        code: str,
        place: int,
        field: Field,
        *,
        severity: Severity = Severity.ERROR,
        details: Details = (),
    ) -> Problem:
        """A problem at a field of one entry."""
        entries = self.entries
        column = int(entries.columns[field][place])
        row = int(entries.rows[place])
        return Problem(
            code=code,
            severity=severity,
            sheet=entries.table.sheet,
            row=row,
            column=entries.table.header(column) or field.value,
            column_letter=letter(column) if column >= 0 else "",
            value=entries.texts[field][place].as_py(),
            details=details,
        )
