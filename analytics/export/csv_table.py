"""A view's figures as CSV, one a row."""

from __future__ import annotations

import csv
import io

from analytics.export.imprint import Imprint
from analytics.export.provenance import status_of
from analytics.views.view import View
from analytics.wording import Wording

_STARTS = ("=", "+", "-", "@", "\t", "\r")


def csv_table(view: View, imprint: Imprint, say: Wording) -> bytes:
    """UTF-8 with a mark that Excel needs; text that would run as a formula is quoted.

    The value is a plain number with a point, so that any program reads it; ``shown`` is as on the
    screen.
    """
    words = say.words
    written = io.StringIO(newline="")
    out = csv.writer(written)
    before, after = ("area", "indicator", "measure", "period", "value"), ("status", "source")
    out.writerow(
        [
            *(words(f"app.{head}") for head in before),
            words("export.unit"),
            *(words(f"app.{head}") for head in after),
            words("export.shown"),
            words("detail.printed"),
            words("export.data"),
        ]
    )
    for figure in view.figures:
        key = figure.key
        texts = [
            say.area(key.ref_area, key.period),
            say.indicator(key.indicator),
            say.measure(key),
            words.period(key.period),
            say.unit(figure.unit),
            status_of(figure, say),
            say.citations((figure,)),
            say.figure(figure),
            figure.observation.printed if figure.observation else "",
            imprint.data_line,
        ]
        safe = [harmless(text) for text in texts]
        digits = max(figure.decimals, 0)
        out.writerow([*safe[:4], f"{figure.value:.{digits}f}", *safe[4:]])
    return written.getvalue().encode("utf-8-sig")


def harmless(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_STARTS) else text
