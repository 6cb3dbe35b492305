"""Commands that see to it that nothing is lost."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from analytics import backup as backups
from analytics import compacting, shared_store
from analytics import rebuild as rebuilding
from analytics.address import Lake
from analytics.commands.context import (
    LanguageName,
    LanguageOption,
    fail,
    opened,
    operator,
    spoken,
)
from analytics.complaints import said
from analytics.settings import Settings
from analytics.store import StoreError
from analytics.verification import verify


def verify_store(language: LanguageOption = LanguageName.vi) -> None:
    """Compare the store with its ledger, audit and raw files; exit 1 if anything is wrong."""
    words, settings = spoken(language), Settings.read()
    with opened(words, settings) as store:
        complaints = verify(store)
        submissions, entries = len(store.submissions()), len(store.entries())
    for complaint in complaints:
        typer.echo(said(complaint, words))
    if complaints:
        typer.echo(words("keeping.how_to_mend"))
        raise typer.Exit(1)
    typer.echo(words("keeping.all_well", submissions=submissions, entries=entries))


def backup(
    output: Annotated[Path | None, typer.Option("-o", "--output", metavar="FILE")] = None,
    language: LanguageOption = LanguageName.vi,
) -> None:
    """Copy the store into its folder of backups, or to FILE; the copy is opened and counted."""
    words = spoken(language)
    with opened(words) as store:
        made = backups.back_up(store, output, by=operator())
    typer.echo(
        words(
            "keeping.backed_up",
            path=made.path,
            submissions=made.submissions,
            observations=made.observations,
        )
    )


def restore(
    file: Path,
    older: Annotated[bool, typer.Option("--older")] = False,
    language: LanguageOption = LanguageName.vi,
) -> None:
    """Put a backup in the store's place and keep what was there.

    Refused where submissions came in after the backup, unless --older says that this is meant.
    """
    words, settings = spoken(language), Settings.read()
    try:
        if isinstance(settings.store, Lake):
            done = shared_store.restore(settings.store, file, older=older, by=operator())
        else:
            done = backups.restore(settings.store, file, older=older, by=operator())
    except StoreError as error:
        raise fail(words, error.code, **error.details) from error
    typer.echo(words("keeping.restored", submissions=done.submissions, path=done.kept_in))


def rebuild(language: LanguageOption = LanguageName.vi) -> None:
    """Make the store anew from its ledger and raw files, and keep the one that was there."""
    words, settings = spoken(language), Settings.read()
    try:
        if isinstance(settings.store, Lake):
            done = shared_store.rebuild(settings.store, settings.codelists, by=operator())
        else:
            done = rebuilding.rebuild(settings.store, settings.codelists, by=operator())
    except StoreError as error:
        raise fail(words, error.code, **error.details) from error
    typer.echo(words("keeping.rebuilt", submissions=done.submissions, path=done.kept_in))


def compact(language: LanguageOption = LanguageName.vi) -> None:
    """Put the figures in order on disk, which makes questions of a large store quicker.

    The file is written anew, with no unused room in it. A shared store is put in order by maintain.
    """
    words, settings = spoken(language), Settings.read()
    if isinstance(settings.store, Lake):
        raise fail(words, "lake_is_maintained")
    try:
        done = compacting.compact(settings.store)
    except StoreError as error:
        raise fail(words, error.code, **error.details) from error
    before, after = -(-done.before // 1_000_000), -(-done.after // 1_000_000)
    typer.echo(words("keeping.compacted", before=before, after=after))
