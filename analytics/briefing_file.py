"""A briefing as a file, made from a store: for the command line, and for the server that has it."""

from __future__ import annotations

from analytics import briefing as briefing_of
from analytics import measures, queries
from analytics.export.browser import NoBrowserError
from analytics.export.files import Form, written
from analytics.export.imprint import Imprint
from analytics.export.powerpoint import TemplateError
from analytics.findings import findings
from analytics.model import Figure, Frozen
from analytics.settings import Settings
from analytics.store import Store
from analytics.text import Words
from analytics.wording import Wording


class CannotMakeError(Exception):
    """The file cannot be made; ``code`` names the words for it in ``commands.errors``."""

    def __init__(self, code: str, **details: str) -> None:
        super().__init__(code)
        self.code = code
        self.details = details


class Asked(Frozen):
    """Which briefing, as what; ``address`` is the app's, for links, ``template`` the office's."""

    name: str
    form: Form
    address: str = ""
    template: bytes | None = None


def briefing_file(asked: Asked, store: Store, settings: Settings, words: Words) -> bytes:
    """The file's bytes.

    Raises :class:`CannotMakeError`: ``unknown_briefing``, ``no_browser`` for pictures, and what is
    wrong with a template.
    """
    known_ones = briefing_of.briefings(store, settings.briefings)
    if asked.name not in known_ones:
        raise CannotMakeError("unknown_briefing", name=asked.name, known=", ".join(known_ones))
    wanted = known_ones[asked.name]
    say = Wording(words, store.codelists())

    def known(
        *, areas: tuple[str, ...], indicators: tuple[str, ...] | None = None
    ) -> tuple[Figure, ...]:
        standing = queries.standing(
            store, areas=areas, indicators=indicators, vintage=wanted.vintage
        )
        return measures.figures(standing, say.codelists)

    try:
        return written(
            asked.form,
            title=wanted.called(words.language),
            subtitle=briefing_of.subtitle(wanted, say),
            shown=briefing_of.shown(wanted, known, say),
            findings=findings(queries.known(store, vintage=wanted.vintage), say.codelists),
            imprint=Imprint(
                words, briefing_of.now(), store.revision(), asked.address, wanted.vintage
            ),
            say=say,
            template=asked.template,
        )
    except NoBrowserError as error:
        raise CannotMakeError("no_browser") from error
    except TemplateError as error:
        raise CannotMakeError(error.code) from error
