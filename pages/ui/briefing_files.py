"""A whole briefing as files, in the app's layouts or the office's own."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from analytics import briefing as briefing_of
from analytics.access import Role
from analytics.briefing import Briefing
from analytics.export.browser import BROWSER
from analytics.export.deck import Shown
from analytics.export.files import MEDIA_TYPES, Form, written
from analytics.export.imprint import Imprint
from pages.ui import briefing_source, visitor
from pages.ui.reader import Reader


def show(reader: Reader, chosen: Briefing, shown: Sequence[Shown], imprint: Imprint) -> None:
    """The briefing as a file of each kind; PowerPoint in the office's own template if given."""
    BROWSER.warm()
    words = reader.words
    with st.container(border=True, key="card-downloads"):
        st.markdown(f"#### {words('briefing.download')}")
        content = _template(reader) if visitor.may(Role.ANALYST) else None
        with st.container(horizontal=True):
            for form in Form:
                if form is Form.png and BROWSER.is_missing:
                    continue
                st.download_button(
                    words(f"briefing.{form}"),
                    _maker(reader, chosen, shown, imprint, form, content),
                    file_name=f"{chosen.briefing}.{'zip' if form is Form.png else form.value}",
                    mime=MEDIA_TYPES[form],
                    key=f"briefing-{form}",
                    on_click="ignore",
                    icon=":material/download:",
                    disabled=not chosen.items,
                )
        if BROWSER.is_missing:
            st.caption(words("export.no_browser"))


def _template(reader: Reader) -> bytes | None:
    """The office's own PowerPoint; the server takes files from analysts only."""
    given = st.file_uploader(reader.words("briefing.template"), type=["pptx"], key="template")
    return given.getvalue() if given else None


def _maker(
    reader: Reader,
    chosen: Briefing,
    shown: Sequence[Shown],
    imprint: Imprint,
    form: Form,
    template: bytes | None,
) -> Callable[[], bytes]:
    def make() -> bytes:
        return written(
            form,
            title=chosen.called(reader.words.language),
            subtitle=briefing_of.subtitle(chosen, reader.say),
            shown=shown,
            findings=briefing_source.findings(chosen.vintage, [one.view for one in shown]),
            imprint=imprint,
            say=reader.say,
            template=template,
        )

    return make
