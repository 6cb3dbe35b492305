"""The file with its problems written beside the cells, to be mended in a spreadsheet."""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from collections.abc import Callable

from analytics.ingest.checking import Checked
from analytics.model import Problem

_FORMULA = re.compile(r"[=+\-@\t\r]")
_NUMBER = re.compile(r"[-+]?[\d.,\s]+%?")


def annotated(checked: Checked, say: Callable[[Problem], str], header: str) -> bytes:
    """The table as CSV that spreadsheets open as it is, and a last column of problems.

    Rows keep their numbers: what stood above the header is left empty but for problems of the file
    as a whole. ``say`` puts a problem into words, ``header`` names their column.
    """
    told: dict[int, list[str]] = defaultdict(list)
    for problem in checked.problems:
        told[problem.row or 0].append(say(problem))
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    table = checked.table
    if table is None:
        writer.writerow([header])
        writer.writerows([_plain(words)] for row in sorted(told) for words in told[row])
        return text.getvalue().encode("utf-8-sig")
    width = table.cells.num_columns
    above = table.first_row - 2
    for row in range(1, above + 1):
        writer.writerow([*[""] * width, "; ".join(told[row])])
    heads = [*map(_plain, table.headers), *[""] * (width - len(table.headers))]
    whole = "; ".join([*told[0], *told[above + 1]])
    writer.writerow([*heads, f"{header}: {whole}" if whole else header])
    row = table.first_row
    for batch in table.cells.to_batches(max_chunksize=20_000):
        for cells in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            written = [_plain(cell or "") for cell in cells]
            writer.writerow([*written, _plain("; ".join(told.get(row, ())))])
            row += 1
    return text.getvalue().encode("utf-8-sig")


def _plain(text: str) -> str:
    """Text that no spreadsheet runs as a formula; numbers stay as they are."""
    if _FORMULA.match(text) and not _NUMBER.fullmatch(text):
        return f"'{text}"
    return text
