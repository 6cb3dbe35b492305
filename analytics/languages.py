"""The languages of the app, by their ISO 639-1 codes; Vietnamese is asked for by saying nothing."""

from __future__ import annotations

from typing import Literal, get_args

Language = Literal["vi", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)


def known(code: str) -> Language:
    """The language of this code; Vietnamese where we have none of it."""
    return next((language for language in LANGUAGES if language == code), LANGUAGES[0])
