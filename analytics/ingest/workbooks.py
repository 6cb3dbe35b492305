"""Workbooks (.xlsx, .xls, .ods) to rows of text, read by a process of their own."""

from __future__ import annotations

import io
import json
import re
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa

from analytics.ingest.number_formats import Shown, plain, shown, without_day
from analytics.ingest.places import letter
from analytics.ingest.rows import Place, Reading, Rows
from analytics.ingest.shown_texts import beside
from analytics.ingest.stopping import look
from analytics.ingest.template import is_header
from analytics.model import Problem, Severity

_PROGRAM = """
import sys
sys.path.insert(0, sys.argv[1])
from analytics.workbook.process import main
main(int(sys.argv[2]), int(sys.argv[3]), sys.argv[4])
"""
_ROOT = Path(__file__).parents[2]
_MEGABYTES, _SECONDS = 1_500, 120
_LOOKS = 0.2  # seconds between looks whether the analyst has stopped it
_MOST_UNPACKED = 1_000_000_000
_MOST_TIMES = 200  # as large as the file, from _SUSPICIOUS bytes on
_SUSPICIOUS = 50_000_000
_MOST_FILES = 5_000
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_OUT_OF_TIME = {-getattr(signal, name, 0) for name in ("SIGXCPU", "SIGKILL")} - {0}
_DAY = re.compile(r"(?P<month>(?P<year>\d{4})-\d\d)-\d\d")
_MONTH = re.compile(r"(0?[1-9]|1[0-2])/(\d{4})")
_MOST_DECIMALS = 9
_ENDLESS = re.compile(r"\.\d{10,}$")


def is_workbook(content: bytes) -> bool:
    """Whether bytes begin as a workbook's do, whatever the file is called."""
    return content.startswith((b"PK\x03\x04", b"PK\x05\x06", _OLE))


def read_workbook(content: bytes, sheet: str | None) -> Reading:
    """A workbook's sheet: the one asked for, the only full one, or the only one in the template."""
    refused = _refused(content)
    if refused is not None:
        return Reading(None, (refused,))
    answer = _run(content, sheet or "")
    if "heads" in answer:
        fitting = [name for name, head in answer["heads"].items() if any(map(is_header, head))]
        if len(fitting) != 1:
            names = ", ".join(answer["heads"])
            return Reading(None, (Problem(code="choose_sheet", details=(("sheets", names),)),))
        answer = _run(content, fitting[0])
    if "problem" in answer:
        details = [("reason", str(answer.get("reason", "")))]
        details.append(("sheets", ", ".join(answer.get("sheets", ()))))
        return Reading(None, (Problem(code=answer["problem"], details=tuple(details)),))
    return _reading(answer)


def _refused(content: bytes) -> Problem | None:
    """Why a package is not even unpacked."""
    if content.startswith(_OLE):
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            files = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        return Problem(code="workbook_unreadable", details=(("reason", str(error)),))
    unpacked = sum(file.file_size for file in files)
    is_bomb = unpacked > _SUSPICIOUS and unpacked > _MOST_TIMES * len(content)
    if len(files) > _MOST_FILES or unpacked > _MOST_UNPACKED or is_bomb:
        details = (("packed", _megabytes(len(content))), ("unpacked", _megabytes(unpacked)))
        return Problem(code="workbook_bomb", details=details)
    names = {file.filename for file in files}
    if not names & {"xl/workbook.xml", "xl/workbook.bin", "content.xml"}:
        return Problem(code="not_a_workbook")
    return None


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.1f}"


def _run(content: bytes, sheet: str) -> dict[str, Any]:
    told = [str(_ROOT), str(_MEGABYTES), str(_SECONDS), sheet]
    command = [sys.executable, "-I", "-c", _PROGRAM, *told]
    done = _finished(command, content)
    if done is None:
        return {"problem": "workbook_too_slow"}
    if done.returncode in _OUT_OF_TIME:
        return {"problem": "workbook_too_slow"}
    if done.returncode != 0:
        ran_out = b"MemoryError" in done.stderr or b"memory allocation" in done.stderr
        last = done.stderr.decode(errors="replace").strip().rpartition("\n")[2]
        return {
            "problem": "workbook_too_large" if ran_out else "workbook_unreadable",
            "reason": last[:200],
        }
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def _finished(command: Sequence[str], content: bytes) -> subprocess.CompletedProcess[bytes] | None:
    """The process at its end; None where time ran out. It is ended with us. Raises ``Stopped``."""
    until = time.monotonic() + _SECONDS
    with subprocess.Popen(  # noqa: S603 - our own program
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        told: bytes | None = content
        try:
            while time.monotonic() < until:
                look()
                with suppress(subprocess.TimeoutExpired):
                    out, err = process.communicate(told, timeout=_LOOKS)
                    return subprocess.CompletedProcess(command, process.returncode, out, err)
                told = None  # the rest of it is on its way
            return None
        finally:
            process.kill()


def _reading(answer: Mapping[str, Any]) -> Reading:
    sheet, texts = answer["sheet"], answer["rows"]
    width = max(map(len, texts), default=0)
    if not width:
        return Reading(None, (Problem(code="empty_file", sheet=sheet),))
    texts = [[*row, *[""] * (width - len(row))] for row in texts]
    numbers = [[False] * width for _ in texts]
    for row, columns in enumerate(answer["numbers"]):
        for column in columns:
            numbers[row][column] = True
    for row, column, error in answer["errors"]:
        if row < len(texts) and column < width:
            texts[row][column] = error
            numbers[row][column] = False
    otherwise = _as_shown(answer, texts, numbers)
    names = [f"f{i}" for i in range(width)]
    cells = pa.table([pa.array(c, pa.string()) for c in zip(*texts, strict=True)], names=names)
    flags = pa.table([pa.array(c, pa.bool_()) for c in zip(*numbers, strict=True)], names=names)
    rows = Rows(
        cells,
        sheet=sheet,
        numbers=flags,
        merged=_spans(answer),
        shown=otherwise,
        knows_percent=answer["knows_formats"],
    )
    return Reading(rows, tuple(_named(answer, texts, sheet)))


def _as_shown(
    answer: Mapping[str, Any], texts: list[list[str]], numbers: Sequence[Sequence[bool]]
) -> dict[Place, str]:
    """Put percentages and words of number formats into ``texts``; returns what is in doubt."""
    otherwise: dict[Place, str] = {}

    def take(row: int, column: int, found: Shown) -> None:
        texts[row][column] = found.text
        if found.otherwise is not None:
            otherwise[row, column] = found.otherwise

    for code, places in answer["codes"].items():
        part = without_day(code)
        for row, column in places:
            if row >= len(texts) or column >= len(texts[row]):
                continue
            if numbers[row][column]:
                take(row, column, shown(Decimal(texts[row][column]), code))
            elif part is not None and (day := _DAY.fullmatch(texts[row][column])):
                otherwise[row, column] = day[part]
    percents = set(map(tuple, answer["percents"]))
    for row, column, text in answer["shown"]:
        if row >= len(texts) or column >= len(texts[row]):
            continue
        if numbers[row][column]:
            held = Decimal(texts[row][column])
            take(row, column, beside(held, text, is_percent=(row, column) in percents))
        elif (month := _MONTH.fullmatch(text)) and _DAY.fullmatch(texts[row][column]):
            otherwise[row, column] = f"{month[2]}-{int(month[1]):02}"
    for row, held_here in enumerate(numbers):
        for column, is_number in enumerate(held_here):
            if is_number and _ENDLESS.search(texts[row][column]):
                texts[row][column] = plain(round(Decimal(texts[row][column]), _MOST_DECIMALS))
    return otherwise


def _spans(answer: Mapping[str, Any]) -> tuple[tuple[int, int, int, int], ...]:
    """The merged cells, each span once."""
    return tuple(
        sorted({(top, left, bottom, right) for top, left, bottom, right in answer["merged"]})
    )


def _named(answer: Mapping[str, Any], texts: Sequence[Sequence[str]], sheet: str) -> list[Problem]:
    """Merged cells within the table and hidden rows: read, and named."""
    warning = Severity.WARNING
    problems = []
    if not answer["knows_formats"]:
        problems.append(Problem(code="formats_unknown", severity=warning, sheet=sheet))
    problems += [
        Problem(code="hidden_row", severity=warning, sheet=sheet, row=row)
        for row in answer["hidden"]
        if row <= len(texts) and any(texts[row - 1])
    ]
    for top, left, bottom, right in _spans(answer):
        span = f"{letter(left)}{top + 1}:{letter(right)}{bottom + 1}"
        problems.append(
            Problem(
                code="merged_cells",
                severity=warning,
                sheet=sheet,
                row=top + 1,
                column_letter=letter(left),
                value=texts[top][left] if top < len(texts) and left < len(texts[top]) else "",
                details=(("span", span),),
            )
        )
    return problems
