"""Commands for a store that several servers share."""

from __future__ import annotations

import os
from datetime import timedelta
from typing import Annotated

import typer

from analytics import shared_store
from analytics.address import address
from analytics.commands.context import LanguageName, LanguageOption, fail, opened, spoken
from analytics.settings import Settings
from analytics.store import StoreError

_KEEP_DAYS = 7


def maintain(
    keep_days: Annotated[int, typer.Option("--keep-days", min=0)] = _KEEP_DAYS,
    language: LanguageOption = LanguageName.vi,
) -> None:
    """Put a shared store in order while servers run: small files merged, old ones removed.

    What went out of use less than --keep-days ago stays. A database file needs none of it.
    """
    words = spoken(language)
    with opened(words) as store:
        done = shared_store.maintain(store, timedelta(days=keep_days))
    if done is None:
        typer.echo(words("sharing.nothing_to_tidy"))
    else:
        typer.echo(
            words("sharing.tidied", before=done.before, after=done.after, removed=done.removed)
        )


def move(
    source: Annotated[str, typer.Argument(metavar="FROM")],
    target: Annotated[str, typer.Argument(metavar="TO")],
    data: Annotated[str, typer.Option("--data", metavar="PLACE")] = "",
    language: LanguageOption = LanguageName.vi,
) -> None:
    """Copy the store FROM a file or a lake TO the other, equal row for row; FROM stays as it is.

    A lake is ducklake:postgres:…, its figures in --data or DISTRICT_STORE_DATA.
    """
    words = spoken(language)
    try:
        lake = data or Settings.lake_data()
        places = [address(text, lake, os.environ) for text in (source, target)]
    except ValueError as error:
        raise fail(words, "not_an_address", reason=str(error)) from error
    try:
        done = shared_store.move(*places)
    except StoreError as error:
        raise fail(words, error.code, **error.details) from error
    typer.echo(words("sharing.moved", submissions=done.submissions, observations=done.observations))
