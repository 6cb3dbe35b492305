"""What all commands share: the language, the store, and how errors of the store read."""

from __future__ import annotations

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from analytics.access import Actor
from analytics.codelists import Codelists
from analytics.ingest.mappings import Mapping, saved
from analytics.settings import Settings
from analytics.store import Store, StoreError
from analytics.text import Words, words

CANNOT = 2  # the exit code of what cannot be done
ORIGIN = "command line"


class LanguageName(StrEnum):
    """Typer wants an enum; the values are the model's languages."""

    vi = "vi"
    en = "en"


LanguageOption = Annotated[LanguageName, typer.Option("--language", help="vi | en")]
FilesArgument = Annotated[list[Path], typer.Argument(metavar="FILE…", show_default=False)]


def operator(by: str = "") -> Actor:
    """Who runs a command: whoever may use the database's file may do everything with it."""
    return Actor.at_the_machine(by or getpass.getuser(), ORIGIN)


def spoken(language: LanguageName) -> Words:
    return words("vi" if language is LanguageName.vi else "en")


def fail(words: Words, code: str, **details: str) -> typer.Exit:
    """Say why a command cannot go on; raise what this returns."""
    typer.echo(words(f"commands.errors.{code}", **details), err=True)
    return typer.Exit(CANNOT)


@contextmanager
def opened(words: Words, settings: Settings | None = None) -> Iterator[Store]:
    """The store for one command; a ``StoreError`` ends it with its words."""
    settings = settings or Settings.read()
    try:
        store = Store.open(settings.store)
        try:
            store.adopt_codelists(settings.codelists)
            yield store
        finally:
            store.close()
    except StoreError as error:
        raise fail(words, error.code, **error.details) from error


class Known(NamedTuple):
    """What a file is checked against; no store where there is none yet, or another has it."""

    codelists: Codelists
    mappings: tuple[Mapping, ...]
    store: Store | None


@contextmanager
def known(words: Words, settings: Settings) -> Iterator[Known]:
    """What a file is checked against. Without a store, the codes that come with the app."""
    store = None
    if settings.store.exists():
        try:
            store = Store.open(settings.store)
        except StoreError as error:
            if error.code != "store_in_use":
                raise fail(words, error.code, **error.details) from error
            typer.echo(words("commands.checked_without_store"), err=True)
    if store is None:
        yield Known(Codelists.read(settings.codelists), (), None)
        return
    try:
        yield Known(store.codelists(), saved(store), store)
    finally:
        store.close()


def content_of(words: Words, path: Path) -> bytes:
    if not path.is_file():
        raise fail(words, "no_such_file", path=str(path))
    return path.read_bytes()
