"""What a briefing shows, item by item: the slides as they will be, titles, remarks, their order."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from analytics.access import Role
from analytics.briefing import Briefing, Item
from analytics.export import slides
from analytics.export.deck import Shown, slides_of
from analytics.export.imprint import Imprint
from pages.ui import briefing_source, briefing_stage, visitor
from pages.ui.reader import Reader


def show(
    reader: Reader, chosen: Briefing, shown: Sequence[Sequence[Shown]], imprint: Imprint
) -> None:
    """Every item with its slides as they will be, its title and remark, and its place."""
    if not chosen.items:
        st.info(reader.words("briefing.empty"))
    for place, (item, views) in enumerate(zip(chosen.items, shown, strict=True)):
        with st.container(border=True, key=f"card-item-{place}"):
            left, right = st.columns([3, 5], gap="medium")
            with left:
                if visitor.may(Role.ANALYST):
                    _edit(reader, chosen, place, item)
                else:
                    st.text(item.title or reader.words(f"briefing.card.{item.request.card}"))
                    st.text(item.remark)
            with right:
                made = [slide for one in views for slide in slides_of(one, imprint)]
                for number, slide in enumerate(made):
                    briefing_stage.show(
                        reader,
                        [slides.scene(slide, imprint)],
                        key=f"still-{chosen.briefing}-{place}-{number}",
                        mode="still",
                    )


def _edit(reader: Reader, chosen: Briefing, place: int, item: Item) -> None:
    words = reader.words
    title_key, remark_key = f"title-{chosen.briefing}-{place}", f"remark-{chosen.briefing}-{place}"
    st.session_state[title_key], st.session_state[remark_key] = item.title, item.remark

    def keep() -> None:
        edited = Item(
            request=item.request,
            title=st.session_state[title_key].strip(),
            remark=st.session_state[remark_key].strip(),
        )
        briefing_source.save(reader, chosen.with_item_at(place, edited))

    def saving(change: Callable[[], Briefing]) -> Callable[[], None]:
        return lambda: briefing_source.save(reader, change())

    st.markdown(f"**{place + 1}. {words(f'briefing.card.{item.request.card}')}**")
    st.text_input(words("briefing.item_title"), key=title_key, on_change=keep, max_chars=160)
    st.text_area(words("briefing.remark"), key=remark_key, on_change=keep, max_chars=400)
    with st.container(horizontal=True, gap="xsmall"):
        st.button(
            words("briefing.up"),
            key=f"up-{place}",
            icon=":material/arrow_upward:",
            on_click=saving(lambda: chosen.moved(place, -1)),
            disabled=place == 0,
        )
        st.button(
            words("briefing.down"),
            key=f"down-{place}",
            icon=":material/arrow_downward:",
            on_click=saving(lambda: chosen.moved(place, 1)),
            disabled=place == len(chosen.items) - 1,
        )
        st.button(
            words("briefing.drop"),
            key=f"drop-{place}",
            icon=":material/close:",
            on_click=saving(lambda: chosen.without_item(place)),
        )
