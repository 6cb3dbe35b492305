"""Who reads: the language, the colours of the theme, the codes; what every page begins with."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from analytics import languages, text
from analytics.bundled import SUBMITTER
from analytics.charts import DARK, LIGHT, Palette
from analytics.codelists import Codelists
from analytics.model import Submission, Vintage
from analytics.text import Words
from analytics.wording import Wording
from pages.ui import choices, known_on, reads

DEFAULT_AREAS = ("002", "003", "004", "006")
"""Hoàn Kiếm, Tây Hồ, Long Biên and Đống Đa, which the app was made to compare."""


@dataclass(frozen=True)
class Reader:
    """The words, colours and codes that a page shows its figures with."""

    words: Words
    palette: Palette
    codelists: Codelists
    vintage: Vintage

    @property
    def say(self) -> Wording:
        return Wording(self.words, self.codelists)

    def colour(self, ref_area: str) -> str:
        area = self.say.area_of(ref_area)
        given = area.dark_colour if self.palette.is_dark else area.colour
        return given or self.palette.other

    def submitter(self, submission: Submission) -> str:
        """Who brought it in, in the reader's words where it came with the app."""
        ours = submission.submitted_by == SUBMITTER
        return self.words("upload.bundled") if ours else submission.submitted_by


def current() -> Reader:
    """The reader of this run: the language from the address, the theme from the browser."""
    return Reader(
        words=text.words(languages.known(st.query_params.get("lang", ""))),
        palette=DARK if st.context.theme.type == "dark" else LIGHT,
        codelists=reads.codelists(),
        vintage=known_on.vintage(),
    )


def choose_language(words: Words) -> None:
    names = {"vi": "Tiếng Việt", "en": "English"}
    choices.one(
        st.segmented_control,
        words("app.language"),
        languages.LANGUAGES,
        name="lang",
        words=names.__getitem__,
        default="vi",
        required=True,
        label_visibility="collapsed",
    )
