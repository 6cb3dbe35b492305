"""What writes a format is imported when a file of it is asked for, and is there then."""

from __future__ import annotations

import subprocess
import sys

import pytest

from analytics.export import files
from analytics.settings import ROOT

_WRITERS = {"excel": "workbook", "word": "document", "powerpoint": "powerpoint", "pdf": "pdf"}


@pytest.mark.parametrize(("module", "name"), _WRITERS.items())
def test_every_format_has_its_writer(module: str, name: str) -> None:
    assert callable(getattr(files._written_by(module), name))


def test_a_page_is_drawn_without_the_writers() -> None:
    asked = "import sys, pages.ui.chart_card; print(*sys.modules)"
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", asked], cwd=ROOT, check=True, capture_output=True, text=True
    )
    loaded = set(done.stdout.split())
    assert "analytics.export.files" in loaded
    assert not loaded & {"fpdf", "pptx", "docx", "xlsxwriter"}
