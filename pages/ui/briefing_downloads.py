"""What every chart card offers: take it along as a file, or put it into a briefing."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from analytics.briefing import Item
from analytics.export import png, slides
from analytics.export.browser import BROWSER
from analytics.export.csv_table import csv_table
from analytics.export.deck import Shown, slides_of
from analytics.export.files import MEDIA_TYPES, Form, written
from analytics.views.view import View
from pages.ui import briefing_source, browser_picture
from pages.ui.plain import plain
from pages.ui.reader import Reader

_SLIDE_FORMS = (Form.pptx, Form.pdf, Form.xlsx, Form.docx)


def show_files(reader: Reader, view: View, *, key: str) -> None:
    """Open the files that a view can be taken along as; each is made when it is asked for."""
    _window(reader.words("briefing.download"), reader, view, key, _downloads)


def show_adding(reader: Reader, view: View, *, key: str) -> None:
    """Open the choice of the briefing that a view goes into."""
    _window(reader.words("briefing.add"), reader, view, key, _adding)


def _window(
    title: str, reader: Reader, view: View, key: str, draw: Callable[[Reader, View, str], None]
) -> None:
    @st.dialog(title, width="small")
    def window() -> None:
        st.caption(plain(view.title))
        draw(reader, view, key)

    window()


def _downloads(reader: Reader, view: View, key: str) -> None:
    BROWSER.warm()
    words, name = reader.words, view.request.card.value
    imprint = briefing_source.imprint(reader)
    first = slides_of(Shown(view), imprint)[0]

    def offer(label: str, make: Callable[[], bytes], ending: str, media: str) -> None:
        st.download_button(
            words(f"briefing.{label}"),
            make,
            file_name=f"{name}{ending}",
            mime=media,
            key=f"{key}-{label}",
            on_click="ignore",
            width="stretch",
        )

    def file(form: Form) -> Callable[[], bytes]:
        return lambda: written(
            form,
            title=view.heading or view.title,
            subtitle=view.subtitle,
            shown=(Shown(view),),
            findings=briefing_source.findings(reader.vintage, (view,)),
            imprint=imprint,
            say=reader.say,
        )

    if BROWSER.is_missing:
        browser_picture.offer(
            slides.scene(first, imprint),
            label=words("briefing.png_slide"),
            name=f"{name}-1920x1080.png",
            key=f"{key}-browser-picture",
        )
    else:
        if view.chart is not None:
            offer("png_1x", lambda: png.card_png(view, imprint, scale=1), ".png", "image/png")
            offer("png_2x", lambda: png.card_png(view, imprint, scale=2), "-2x.png", "image/png")
        offer(
            "png_slide",
            lambda: png.scene_png(slides.scene(first, imprint)),
            "-1920x1080.png",
            "image/png",
        )
    offer(
        "svg",
        lambda: slides.scene(first, imprint).svg(carries_fonts=True).encode(),
        ".svg",
        "image/svg+xml",
    )
    for form in _SLIDE_FORMS:
        offer(form.value, file(form), f".{form}", MEDIA_TYPES[form])
    if BROWSER.is_missing:
        st.caption(words("export.browser_paints"))
    offer("csv", lambda: csv_table(view, imprint, reader.say), ".csv", "text/csv")


def _adding(reader: Reader, view: View, key: str) -> None:
    words = reader.words
    known = briefing_source.briefings()
    chosen = st.selectbox(
        words("briefing.choose"),
        list(known),
        format_func=lambda name: known[name].called(words.language),
        key=f"{key}-briefing",
    )

    def add() -> None:
        found = briefing_source.briefings().get(chosen)
        if found is not None:
            briefing_source.save(reader, found.with_item(Item(request=view.request)))
            st.toast(words("briefing.added", title=plain(found.called(words.language))))

    st.button(words("briefing.add_now"), key=f"{key}-add-now", on_click=add, type="primary")
