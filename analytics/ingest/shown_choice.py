"""Numbers that a sheet shows otherwise than it holds them: asked about once a column.

A format such as ``#,##0,,`` shows 1 950 000 000 as 1,950. Which of the two the unit beside it is
meant for, only the analyst can say.
"""

from __future__ import annotations

from collections.abc import Mapping as Map
from dataclasses import replace

import numpy as np
import pyarrow as pa

from analytics.ingest.marking import Details, Marking
from analytics.ingest.table import Entries
from analytics.ingest.template import Field


def taken(entries: Entries, choices: Map[int, bool]) -> Entries:
    """The entries with the numbers of each column as shown (True) or as held (False).

    ``choices`` are by column, from 0; what is left in ``shown`` is in doubt.
    """
    if not entries.shown:
        return entries
    columns = entries.columns[Field.VALUE]
    texts = entries.texts[Field.VALUE].to_pylist()
    doubtful = {}
    for place, shown in entries.shown.items():
        match choices.get(int(columns[place])):
            case True:
                texts[place] = shown
            case None:
                doubtful[place] = shown
    values = pa.array(texts, pa.string())
    is_number = entries.is_number & np.array([text != "" for text in texts], np.bool_)
    return replace(
        entries,
        texts={**entries.texts, Field.VALUE: values},
        is_number=is_number,
        shown=doubtful,
    )


def mark(marking: Marking) -> None:
    """A problem for each number that is in doubt."""
    shown = marking.entries.shown
    texts = marking.entries.texts[Field.VALUE]

    def details(row: int) -> Details:
        return (("held", texts[row].as_py()), ("shown", shown[row]))

    marking.mark("shown_otherwise", [r for r in shown if shown[r]], Field.VALUE, details=details)
    marking.mark(
        "number_not_shown", [r for r in shown if not shown[r]], Field.VALUE, details=details
    )
