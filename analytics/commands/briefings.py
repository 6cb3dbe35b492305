"""The command that writes a briefing as a file, for a scheduled job."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path
from typing import Annotated
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlencode
from urllib.request import ProxyHandler, Request, build_opener

import typer

from analytics import bundled
from analytics.briefing_file import Asked, CannotMakeError, briefing_file
from analytics.commands.context import LanguageName, LanguageOption, content_of, fail, spoken
from analytics.door import Door
from analytics.export.browser import BROWSER
from analytics.export.files import Form
from analytics.settings import Settings
from analytics.store import Store, StoreError
from analytics.text import Words

_SECONDS = 300
_CANNOT_MAKE = 422


def briefing(
    name: str,
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE")],
    form: Annotated[Form, typer.Option("--format")] = Form.pptx,
    template: Annotated[Path | None, typer.Option("--template", metavar="PPTX")] = None,
    address: Annotated[str, typer.Option("--address", help="https://…")] = "",
    language: LanguageOption = LanguageName.vi,
) -> None:
    """Write a briefing as slides, pictures in a zip, a workbook or a document.

    Where the app runs and so holds the store, the app makes the file.
    """
    words, settings = spoken(language), Settings.read()
    asked = Asked(
        name=name,
        form=form,
        address=address,
        template=content_of(words, template) if template else None,
    )
    try:
        content = _made(asked, settings, words)
    except (CannotMakeError, StoreError) as error:
        raise fail(words, error.code, **error.details) from error
    output.write_bytes(content)
    typer.echo(words("commands.written", path=output), err=True)


def _made(asked: Asked, settings: Settings, words: Words) -> bytes:
    try:
        opened = Store.open(settings.store)
    except StoreError as error:
        door = Door.found(settings.beside) if error.code == "store_in_use" else None
        if door is None:
            raise
        typer.echo(words("commands.made_by_app", address=door.address), err=True)
        return _made_by_app(asked, door, words)
    with closing(opened) as store:
        store.adopt_codelists(settings.codelists)
        bundled.load(store, settings)
        try:
            return briefing_file(asked, store, settings, words)
        finally:
            BROWSER.stop()


def _made_by_app(asked: Asked, door: Door, words: Words) -> bytes:
    """Raises :class:`CannotMakeError`, with ``app_unreachable`` where the app does not answer."""
    query = urlencode({"language": words.language, "address": asked.address})
    request = Request(  # noqa: S310 - an address that the app wrote for itself
        f"{door.address}/briefings/{quote(asked.name, safe='')}.{asked.form}?{query}",
        data=asked.template,
        headers={
            "Authorization": f"Bearer {door.secret}",
            "Content-Type": "application/octet-stream",
        },
    )
    try:
        # The app is on this machine: no proxy stands between.
        with build_opener(ProxyHandler({})).open(request, timeout=_SECONDS) as answer:
            return bytes(answer.read())
    except HTTPError as error:
        with error:
            if error.code == _CANNOT_MAKE:
                told = json.loads(error.read())
                raise CannotMakeError(told["code"], **told["details"]) from error
            reason = str(error)
    except (URLError, TimeoutError, ConnectionError) as error:
        reason = str(error)
    raise CannotMakeError("app_unreachable", address=door.address, reason=reason)
