"""What an analyst can say of a file on the command line, beyond what the file says itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from analytics.commands.context import content_of, fail
from analytics.ingest import Marks, Options
from analytics.ingest.mappings import Mapping, parse
from analytics.ingest.mending import Edit
from analytics.ingest.places import column_of
from analytics.ingest.template import Field
from analytics.store import StoreError
from analytics.text import Words, folded

NumbersOption = Annotated[Marks | None, typer.Option("--numbers", help="vi: 1.234,5 | en: 1,234.5")]
EncodingOption = Annotated[str | None, typer.Option("--encoding", help="utf-8, tcvn3, vni, …")]
DelimiterOption = Annotated[str | None, typer.Option("--delimiter")]
SheetOption = Annotated[str | None, typer.Option("--sheet")]
MappingOption = Annotated[str | None, typer.Option("--mapping", help="NAME | FILE.json")]
GivenOption = Annotated[
    list[str] | None, typer.Option("--given", help="period=T3/2022, source=…", metavar="FIELD=TEXT")
]
EditOption = Annotated[list[str] | None, typer.Option("--edit", metavar="F12=TEXT")]
SkipOption = Annotated[list[int] | None, typer.Option("--skip", metavar="ROW")]
HeldOption = Annotated[
    list[str] | None, typer.Option("--as-held", metavar="COLUMN", help="F: 1950000000, not 1,950")
]
ShownOption = Annotated[
    list[str] | None, typer.Option("--as-shown", metavar="COLUMN", help="F: 1,950, as on the sheet")
]


class Said(NamedTuple):
    """The options as typed."""

    numbers: Marks | None
    encoding: str | None
    delimiter: str | None
    sheet: str | None
    mapping: str | None = None
    given: Sequence[str] = ()
    edits: Sequence[str] = ()
    skipped: Sequence[int] = ()
    as_held: Sequence[str] = ()
    as_shown: Sequence[str] = ()

    def options(self, words: Words, mappings: Sequence[Mapping]) -> Options:
        """Ends the command where an option cannot be read."""
        return Options(
            numbers=self.numbers,
            encoding=self.encoding,
            delimiter=_delimiter(self.delimiter),
            sheet=self.sheet,
            mapping=_mapping(words, self.mapping, mappings) if self.mapping else None,
            mappings=tuple(mappings),
            given=dict(_given(words, text) for text in self.given),
            edits=tuple(_edit(words, text) for text in self.edits),
            skipped=tuple(self.skipped),
            as_held=tuple(_column(words, letters) for letters in self.as_held),
            as_shown=tuple(_column(words, letters) for letters in self.as_shown),
        )


def _delimiter(text: str | None) -> str | None:
    return {"tab": "\t", "\\t": "\t"}.get(text, text) if text else None


def _mapping(words: Words, name: str, mappings: Sequence[Mapping]) -> Mapping:
    if name.endswith(".json"):
        try:
            return parse(content_of(words, Path(name)).decode())
        except StoreError as error:
            raise fail(words, error.code, **error.details) from error
    for mapping in mappings:
        if folded(mapping.name) == folded(name):
            return mapping
    raise fail(words, "unknown_mapping", name=name)


def _given(words: Words, text: str) -> tuple[Field, str]:
    name, equals, value = text.partition("=")
    if not equals or name not in set(Field):
        raise fail(words, "bad_option", text=text)
    return Field(name), value


def _column(words: Words, letters: str) -> int:
    if not re.fullmatch(r"[A-Z]{1,3}", letters):
        raise fail(words, "bad_option", text=letters)
    return column_of(letters)


def _edit(words: Words, text: str) -> Edit:
    found = re.fullmatch(r"([A-Z]{1,3})([1-9]\d*)=(.*)", text, re.DOTALL)
    if found is None:
        raise fail(words, "bad_option", text=text)
    return Edit(row=int(found[2]), column=column_of(found[1]), text=found[3])
