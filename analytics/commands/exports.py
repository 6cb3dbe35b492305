"""The command that writes figures for other programs."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import typer
from pyarrow import csv as arrow_csv

from analytics import measures, queries
from analytics.codelists import Codelists
from analytics.commands.context import LanguageName, LanguageOption, fail, opened, spoken
from analytics.findings import findings
from analytics.model import Figure, Finding
from analytics.sentences import finding_sentences
from analytics.store import Store
from analytics.text import Words
from analytics.wording import Wording

_FORMULA = r"^[=+\-@\t\r]"


class What(StrEnum):
    observations = "observations"  # as reported
    figures = "figures"  # reported and computed, with their intervals
    findings = "findings"  # what the cross-checks say
    audit = "audit"  # what was done, by whom, when, from where


class Format(StrEnum):
    csv = "csv"
    json = "json"
    parquet = "parquet"


def export(
    what: Annotated[What, typer.Argument()],
    form: Annotated[Format, typer.Option("--format")] = Format.csv,
    output: Annotated[Path | None, typer.Option("-o", "--output", metavar="FILE")] = None,
    language: LanguageOption = LanguageName.vi,
) -> None:
    """Write observations, figures, findings or the audit; to standard output without -o."""
    words = spoken(language)
    if form is Format.parquet and output is None:
        raise fail(words, "needs_output")
    with opened(words) as store:
        table = _table(store, what, words)
    if output is None:
        sys.stdout.buffer.write(_bytes(table, form))
        sys.stdout.buffer.flush()
        return
    if form is Format.parquet:
        pq.write_table(table, output)
    else:
        output.write_bytes(_bytes(table, form))
    typer.echo(words("commands.written", path=output), err=True)


def _table(store: Store, what: What, words: Words) -> pa.Table:
    if what is What.observations:
        return queries.observations_with_names(store, words.language)
    if what is What.audit:
        return pa.Table.from_pylist([e.model_dump(mode="json") for e in store.entries()], _AUDIT)
    codelists = store.codelists()
    if what is What.figures:
        figures = measures.figures(queries.standing(store), codelists)
        return pa.Table.from_pylist([_figure(f, codelists, words) for f in figures], _FIGURES)
    found = findings(queries.known(store), codelists)
    return pa.Table.from_pylist([_finding(f, codelists, words) for f in found], _FINDINGS)


_TEXT = pa.string()
_FIGURES = pa.schema(
    [
        ("ref_area", _TEXT),
        ("area_name", _TEXT),
        ("indicator", _TEXT),
        ("indicator_name", _TEXT),
        ("measure", _TEXT),
        ("period_start", pa.date32()),
        ("period_end", pa.date32()),
        ("plan_basis", _TEXT),
        ("value", _TEXT),
        ("decimals", pa.int32()),
        ("bound", _TEXT),
        ("unit", _TEXT),
        ("obs_status", _TEXT),
        ("lower", _TEXT),
        ("lower_open", pa.bool_()),
        ("upper", _TEXT),
        ("upper_open", pa.bool_()),
        ("is_computed", pa.bool_()),
        ("formula", _TEXT),
        ("operands", _TEXT),
        ("printed", _TEXT),
        ("sources", _TEXT),
    ]
)
_AUDIT = pa.schema(
    [
        ("number", pa.int64()),
        *((name, _TEXT) for name in ("at", "who", "origin", "action", "details")),
        *((name, _TEXT) for name in ("previous", "hash")),
    ]
)
"""Decimals are written in full as text; an end that is unknown is empty."""
_FINDINGS = pa.schema(
    [
        ("code", _TEXT),
        ("ref_area", _TEXT),
        ("indicator", _TEXT),
        ("message", _TEXT),
        ("figures", _TEXT),
        ("expected", _TEXT),
        ("sources", _TEXT),
    ]
)


def _figure(figure: Figure, codelists: Codelists, words: Words) -> dict[str, object]:
    key, interval, calculation = figure.key, figure.interval, figure.calculation
    wording = Wording(words, codelists)
    return {
        "ref_area": key.ref_area,
        "area_name": words.name(wording.area_of(key.ref_area, key.period)),
        "indicator": key.indicator,
        "indicator_name": wording.indicator(key.indicator),
        "measure": key.measure.value,
        "period_start": key.period.start,
        "period_end": key.period.end,
        "plan_basis": key.plan_basis.value,
        "value": _plain(figure.value),
        "decimals": figure.decimals,
        "bound": figure.bound.value,
        "unit": figure.unit,
        "obs_status": figure.obs_status.value,
        "lower": _plain(interval.lower),
        "lower_open": interval.lower_open,
        "upper": _plain(interval.upper),
        "upper_open": interval.upper_open,
        "is_computed": figure.is_computed,
        "formula": calculation.formula.value if calculation else "",
        "operands": _keys(calculation.operands) if calculation else "",
        "printed": figure.observation.printed if figure.observation else "",
        "sources": _sources([figure]),
    }


def _finding(finding: Finding, codelists: Codelists, words: Words) -> dict[str, object]:
    subject = finding.figures[0].key
    return {
        "code": finding.code.value,
        "ref_area": subject.ref_area,
        "indicator": subject.indicator,
        "message": finding_sentences(finding, codelists, words),
        "figures": _keys(finding.figures),
        "expected": _plain(finding.expected.value) if finding.expected else "",
        "sources": _sources(finding.figures),
    }


def _plain(value: Decimal) -> str:
    """In full, without zeros that only fill up a scale."""
    if not value.is_finite():
        return ""
    whole, _, fraction = f"{value:f}".partition(".")
    fraction = fraction.rstrip("0")
    return f"{whole}.{fraction}" if fraction else whole


def _keys(figures: Sequence[Figure]) -> str:
    return " | ".join(str(figure.key) for figure in figures)


def _sources(figures: Sequence[Figure]) -> str:
    named = dict.fromkeys(o.source for figure in figures for o in figure.reported)
    return " | ".join(named)


# Bytes -------------------------------------------------------------------------------------


def _bytes(table: pa.Table, form: Format) -> bytes:
    if form is Format.json:
        rows = table.to_pylist()
        return (json.dumps(rows, ensure_ascii=False, default=_json, indent=1) + "\n").encode()
    sink = pa.BufferOutputStream()
    arrow_csv.write_csv(_without_formulas(table), sink)
    return bytes(sink.getvalue())


def _json(value: object) -> str:
    """Exact decimals and dates are text in JSON."""
    match value:
        case Decimal():
            return f"{value:f}"
        case date():
            return value.isoformat()
    raise TypeError(f"no JSON for {type(value)}")


def _without_formulas(table: pa.Table) -> pa.Table:
    """Text that a spreadsheet would run as a formula, quoted; numbers stay numbers."""
    columns = []
    for name in table.column_names:
        column = table[name]
        if pa.types.is_decimal(column.type):
            column = _short(column)
        elif pa.types.is_string(column.type) and name not in _NUMBERS:
            quoted = pc.binary_join_element_wise("'", column, "")
            column = pc.if_else(pc.match_substring_regex(column, _FORMULA), quoted, column)
        columns.append(column)
    return pa.table(columns, names=table.column_names)


def _short(decimals: pa.ChunkedArray) -> pa.ChunkedArray:
    """Decimals as text without the zeros that only fill up their scale."""
    shortened = pc.replace_substring_regex(decimals.cast(pa.string()), r"(\.[0-9]*?)0+$", r"\1")
    return pc.replace_substring_regex(shortened, r"\.$", "")


_NUMBERS = frozenset({"value", "lower", "upper", "expected", "bound"})
