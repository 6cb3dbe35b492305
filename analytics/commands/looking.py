"""Commands that show how files are read, and keep the ways of reading them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from analytics.commands.context import (
    LanguageName,
    LanguageOption,
    content_of,
    fail,
    known,
    opened,
    operator,
    spoken,
)
from analytics.commands.intake import ByOption, JsonOption, problem_as_json
from analytics.commands.options import DelimiterOption, EncodingOption, Said, SheetOption
from analytics.ingest import mappings as forms
from analytics.ingest.codes import lexicon_of
from analytics.ingest.proposing import propose
from analytics.ingest.reading import read as read_rows
from analytics.problems import described
from analytics.settings import Settings

mappings = typer.Typer(
    no_args_is_help=True, help="List, rename, export, import and propose mappings."
)
OutputOption = Annotated[Path | None, typer.Option("-o", "--output", metavar="FILE")]


def read(
    file: Annotated[Path, typer.Argument(metavar="FILE")],
    as_json: JsonOption = False,
    encoding: EncodingOption = None,
    delimiter: DelimiterOption = None,
    sheet: SheetOption = None,
    language: LanguageOption = LanguageName.vi,
) -> None:
    """Show what is seen in a file, every cell as text; exit 1 if it cannot be read."""
    words = spoken(language)
    said = Said(None, encoding, delimiter, sheet).options(words, ())
    reading = read_rows(content_of(words, file), said.encoding, said.delimiter, said.sheet)
    rows = reading.rows
    if as_json:
        answer = {
            "encoding": rows.encoding if rows else "",
            "delimiter": rows.delimiter if rows else "",
            "sheet": rows.sheet if rows else "",
            "rows": [list(row) for row in rows] if rows else [],
            "problems": [problem_as_json(problem, words) for problem in reading.problems],
        }
        typer.echo(json.dumps(answer, ensure_ascii=False))
    else:
        for row in rows or ():
            typer.echo("\t".join(row))
        for problem in reading.problems:
            told = described(problem, words)
            typer.echo(f"{told.severity}: {told.message} {told.hint}", err=True)
    if rows is None:
        raise typer.Exit(1)


@mappings.command("list")
def list_mappings(language: LanguageOption = LanguageName.vi) -> None:
    """Name the mappings in use."""
    with opened(spoken(language)) as store:
        for mapping in forms.saved(store):
            typer.echo(mapping.name)


@mappings.command("rename")
def rename(
    name: str, new_name: str, by: ByOption = "", language: LanguageOption = LanguageName.vi
) -> None:
    """Give a mapping another name."""
    with opened(spoken(language)) as store:
        forms.rename(store, name, new_name, operator(by))


@mappings.command("export")
def export(
    name: str, output: OutputOption = None, language: LanguageOption = LanguageName.vi
) -> None:
    """Write a mapping as JSON."""
    with opened(spoken(language)) as store:
        _write(forms.named(store, name), output)


@mappings.command("import")
def import_mapping(
    file: Path, by: ByOption = "", language: LanguageOption = LanguageName.vi
) -> None:
    """Keep a mapping that was exported or written by hand."""
    words = spoken(language)
    text = content_of(words, file).decode("utf-8-sig")
    with opened(words) as store:
        forms.save(store, forms.parse(text), operator(by))


@mappings.command("propose")
def propose_mapping(
    file: Path,
    name: str,
    output: OutputOption = None,
    encoding: EncodingOption = None,
    delimiter: DelimiterOption = None,
    sheet: SheetOption = None,
    language: LanguageOption = LanguageName.vi,
) -> None:
    """Write a mapping to begin with, guessed from a file."""
    words = spoken(language)
    rows = read_rows(content_of(words, file), encoding, delimiter, sheet).rows
    with known(words, Settings.read()) as against:
        found = propose(rows, lexicon_of(against.codelists), name) if rows else None
    if found is None:
        raise fail(words, "no_mapping_seen", file=file.name)
    _write(found, output)


def _write(mapping: forms.Mapping, output: Path | None) -> None:
    text = mapping.model_dump_json(indent=1)
    if output is None:
        typer.echo(text)
    else:
        output.write_text(text + "\n", encoding="utf-8")
