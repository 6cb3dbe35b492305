"""The command that writes a briefing as a file, for a scheduled job."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from analytics import briefing as briefing_of
from analytics import bundled, measures, queries
from analytics.commands.context import LanguageName, LanguageOption, fail, opened, spoken
from analytics.export.browser import BROWSER, NoBrowserError
from analytics.export.files import Form, written
from analytics.export.imprint import Imprint
from analytics.export.powerpoint import TemplateError
from analytics.findings import findings
from analytics.model import Figure
from analytics.settings import Settings
from analytics.wording import Wording


def briefing(
    name: str,
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE")],
    form: Annotated[Form, typer.Option("--format")] = Form.pptx,
    template: Annotated[Path | None, typer.Option("--template", metavar="PPTX")] = None,
    address: Annotated[str, typer.Option("--address", help="https://…")] = "",
    language: LanguageOption = LanguageName.vi,
) -> None:
    """Write a briefing as slides, pictures in a zip, a workbook or a document."""
    words, settings = spoken(language), Settings.read()
    with opened(words, settings) as store:
        bundled.load(store, settings)
        known_ones = briefing_of.briefings(store, settings.briefings)
        if name not in known_ones:
            raise fail(words, "unknown_briefing", name=name, known=", ".join(known_ones))
        wanted = known_ones[name]
        say = Wording(words, store.codelists())

        def known(
            *, areas: tuple[str, ...], indicators: tuple[str, ...] | None = None
        ) -> tuple[Figure, ...]:
            standing = queries.standing(
                store, areas=areas, indicators=indicators, vintage=wanted.vintage
            )
            return measures.figures(standing, say.codelists)

        try:
            content = written(
                form,
                title=wanted.called(words.language),
                subtitle=briefing_of.subtitle(wanted, say),
                shown=briefing_of.shown(wanted, known, say),
                findings=findings(queries.known(store, vintage=wanted.vintage), say.codelists),
                imprint=Imprint(
                    words, briefing_of.now(), store.revision(), address, wanted.vintage
                ),
                say=say,
                template=template,
            )
        except NoBrowserError as error:
            raise fail(words, "no_browser") from error
        except TemplateError as error:
            raise fail(words, error.code) from error
        finally:
            BROWSER.stop()
    output.write_bytes(content)
    typer.echo(words("commands.written", path=output), err=True)
