"""Commands that check files and bring them in or take them back."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from analytics import bundled
from analytics.commands.context import (
    FilesArgument,
    LanguageName,
    LanguageOption,
    content_of,
    known,
    opened,
    operator,
    spoken,
)
from analytics.commands.options import (
    DelimiterOption,
    EditOption,
    EncodingOption,
    GivenOption,
    HeldOption,
    MappingOption,
    NumbersOption,
    Said,
    SheetOption,
    ShownOption,
    SkipOption,
)
from analytics.ingest import Checked, annotated, beside_known, check, commit
from analytics.ingest.mappings import saved
from analytics.model import Problem, Severity
from analytics.problems import described
from analytics.settings import Settings
from analytics.text import Words

AnnotateOption = Annotated[
    Path | None, typer.Option("--annotate", metavar="FILE", help="write the problems into a copy")
]
JsonOption = Annotated[bool, typer.Option("--json")]
ByOption = Annotated[str, typer.Option("--by", help="NAME")]
ReasonOption = Annotated[str, typer.Option("--reason")]


def init(language: LanguageOption = LanguageName.vi) -> None:
    """Build or upgrade the database from data/; twice changes nothing."""
    words, settings = spoken(language), Settings.read()
    with opened(words, settings) as store:
        bundled.load(store, settings)
        standing = [s for s in store.submissions() if not s.withdrawn]
        typer.echo(
            words(
                "commands.init_done",
                path=settings.store,
                submissions=len(standing),
                observations=sum(s.row_count for s in standing),
            )
        )


def check_files(
    files: FilesArgument,
    as_json: JsonOption = False,
    numbers: NumbersOption = None,
    encoding: EncodingOption = None,
    delimiter: DelimiterOption = None,
    sheet: SheetOption = None,
    mapping: MappingOption = None,
    given: GivenOption = None,
    edit: EditOption = None,
    skip: SkipOption = None,
    as_held: HeldOption = None,
    as_shown: ShownOption = None,
    annotate: AnnotateOption = None,
    language: LanguageOption = LanguageName.vi,
) -> None:
    """Say what is wrong with files; exit 1 if any has an error.

    With --json, one JSON object a file, each on its own line.
    """
    words, settings = spoken(language), Settings.read()
    said = Said(
        *(numbers, encoding, delimiter, sheet, mapping),
        *(given or (), edit or (), skip or (), as_held or (), as_shown or ()),
    )
    is_clean = True
    with known(words, settings) as against:
        options = said.options(words, against.mappings)
        for path in files:
            checked = check(content_of(words, path), path.name, against.codelists, options)
            if against.store is not None:
                checked = beside_known(against.store, checked)
            is_clean = is_clean and checked.is_clean
            if annotate:
                copy = annotated(checked, partial(_said, words), words("problems.title"))
                annotate.write_bytes(copy)
            if as_json:
                typer.echo(json.dumps(_as_json(checked, words), ensure_ascii=False))
            else:
                _tell(checked, words)
    if not is_clean:
        raise typer.Exit(1)


def submit(
    files: FilesArgument,
    by: ByOption = "",
    numbers: NumbersOption = None,
    encoding: EncodingOption = None,
    delimiter: DelimiterOption = None,
    sheet: SheetOption = None,
    mapping: MappingOption = None,
    given: GivenOption = None,
    edit: EditOption = None,
    skip: SkipOption = None,
    as_held: HeldOption = None,
    as_shown: ShownOption = None,
    language: LanguageOption = LanguageName.vi,
) -> None:
    """Bring files in, each as a whole or not at all; exit 1 if any has an error."""
    words = spoken(language)
    said = Said(
        *(numbers, encoding, delimiter, sheet, mapping),
        *(given or (), edit or (), skip or (), as_held or (), as_shown or ()),
    )
    contents = {path: content_of(words, path) for path in files}
    is_clean = True
    with opened(words) as store:
        options = said.options(words, saved(store))
        for path, content in contents.items():
            checked = check(content, path.name, store.codelists(), options)
            checked = beside_known(store, checked)
            if checked.problems or checked.left_out:
                _tell(checked, words)
            if not checked.is_clean:
                is_clean = False
                typer.echo(words("commands.not_submitted", file=path.name), err=True)
                continue
            submission, is_new = commit(store, checked, operator(by))
            key = "submitted_before"
            if is_new:
                key = "submitted"
            elif submission.withdrawn:
                key = "submitted_withdrawn"
            typer.echo(
                words(
                    f"commands.{key}",
                    file=path.name,
                    submission=submission.submission_id,
                    rows=submission.row_count,
                )
            )
    if not is_clean:
        raise typer.Exit(1)


def withdraw(
    submission: int,
    reason: ReasonOption = "",
    by: ByOption = "",
    language: LanguageOption = LanguageName.vi,
) -> None:
    """Take a submission back."""
    with opened(spoken(language)) as store:
        changed = store.withdraw(submission, by=operator(by), reason=reason)
    _tell_mark(language, "withdrawn" if changed else "withdrawn_before", submission)


def put_back(
    submission: int,
    reason: ReasonOption = "",
    by: ByOption = "",
    language: LanguageOption = LanguageName.vi,
) -> None:
    """Let a withdrawn submission stand again."""
    with opened(spoken(language)) as store:
        changed = store.put_back(submission, by=operator(by), reason=reason)
    _tell_mark(language, "put_back" if changed else "put_back_before", submission)


def _tell_mark(language: LanguageName, key: str, submission: int) -> None:
    typer.echo(spoken(language)(f"commands.{key}", submission=submission))


def submissions(language: LanguageOption = LanguageName.vi) -> None:
    """List submissions, newest first."""
    words = spoken(language)
    with opened(words) as store:
        found = store.submissions()
    if not found:
        typer.echo(words("commands.no_submissions"))
        return
    names = ("submission", "file", "rows", "submitted_at", "submitted_by", "status")
    lines = [tuple(words(f"commands.columns.{name}") for name in names)]
    for s in found:
        status = words(f"commands.status_{'withdrawn' if s.withdrawn else 'standing'}")
        at = words.time(s.submitted_at)
        lines.append(
            (str(s.submission_id), s.file_name, str(s.row_count), at, s.submitted_by, status)
        )
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        cells = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        typer.echo("  ".join(cells).rstrip())


def _said(words: Words, problem: Problem) -> str:
    told = described(problem, words)
    return f"{told.severity} {problem.column_letter}: {told.message} {told.hint}"


def _tell(checked: Checked, words: Words) -> None:
    errors = sum(problem.severity is Severity.ERROR for problem in checked.problems)
    for problem in checked.problems:
        told = described(problem, words)
        place = f"{told.place}: " if told.place else ""
        typer.echo(f"{told.severity}: {place}{told.message} {told.hint} [{problem.code}]")
    name = Path(checked.file_name).name
    if checked.left_out:
        rows = ", ".join(map(str, checked.left_out))
        typer.echo(words("commands.left_out", file=name, rows=rows))
    typer.echo(
        words(
            "commands.checked",
            file=name,
            observations=checked.observations.num_rows,
            errors=errors,
            warnings=len(checked.problems) - errors,
        )
    )


def _as_json(checked: Checked, words: Words) -> dict[str, object]:
    return {
        "problems": [problem_as_json(problem, words) for problem in checked.problems],
        "observations": checked.observations.num_rows,
    }


def problem_as_json(problem: Problem, words: Words) -> dict[str, object]:
    """A problem with its words, as ``check --json`` and ``read --json`` print it."""
    told = described(problem, words)
    return {
        "code": problem.code,
        "severity": problem.severity.value,
        "sheet": problem.sheet,
        "row": problem.row,
        "column": problem.column,
        "column_letter": problem.column_letter,
        "value": problem.value,
        "message": told.message,
        "hint": told.hint,
    }
