"""The cards of the briefing page: which one, what it shows, since when; and the stage."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from analytics import briefing as briefing_of
from analytics import comparison
from analytics.access import Role
from analytics.briefing import Briefing
from analytics.changes import Change
from analytics.export import slides
from analytics.export.deck import Shown, deck
from analytics.export.imprint import Imprint
from analytics.measures import EVERYTHING, NEWEST
from analytics.model import Observation
from analytics.text import NO_FIGURE
from analytics.views.request import period_code, period_of
from pages.ui import briefing_source, briefing_stage, choices, figure_table, reads, visitor
from pages.ui.figure_table import Cell, Column, Row
from pages.ui.reader import DEFAULT_AREAS, Reader

_PRESENT = "present"
_MOST_PERIODS = 60


def choose(reader: Reader) -> Briefing:
    """One of the briefings, by the address; and what is done with it as a whole."""
    words, known = reader.words, briefing_source.briefings()
    with st.container(border=True, key="card-briefing"):
        name = choices.one(
            st.selectbox,
            words("briefing.choose"),
            list(known) or [""],
            name="name",
            words=lambda n: known[n].called(words.language) if n in known else "",
        )
        chosen = known.get(name) or Briefing(briefing="ban-trinh-bay", title=words("briefing.new"))
        with st.container(horizontal=True):
            st.button(
                words("briefing.present"),
                icon=":material/present_to_all:",
                type="primary",
                on_click=_set_present,
                disabled=not chosen.items,
                help=words("briefing.present_says"),
            )
            if visitor.may(Role.ANALYST):
                with st.popover(words("briefing.manage"), icon=":material/edit:"):
                    _manage(reader, chosen, list(known))
        st.caption(words("briefing.link"))
    return chosen


def _manage(reader: Reader, chosen: Briefing, taken: Sequence[str]) -> None:
    words = reader.words
    title = chosen.called(words.language)
    key = f"briefing-title-{chosen.briefing}"
    typed = st.text_input(words("briefing.name"), value=title, key=key, max_chars=120)

    def rename() -> None:
        named = str(st.session_state[key]).strip() or title
        briefing_source.save(reader, chosen.having(title=named, title_en=""))

    def new() -> None:
        named = words("briefing.new")
        made = Briefing(
            briefing=briefing_of.name_for(named, taken), title=named, areas=DEFAULT_AREAS
        )
        briefing_source.save(reader, made)
        st.query_params["name"] = made.briefing

    def copy_for_next() -> None:
        named = words("briefing.next_title", title=title)
        made = chosen.for_next_period(briefing_of.name_for(named, taken), named)
        briefing_source.save(reader, made)
        st.query_params["name"] = made.briefing

    def remove() -> None:
        briefing_source.remove(reader, chosen)
        st.query_params.pop("name", None)

    st.button(words("briefing.rename"), on_click=rename, disabled=typed.strip() == title)
    st.button(words("briefing.next"), on_click=copy_for_next, icon=":material/content_copy:")
    st.button(words("briefing.new"), on_click=new, icon=":material/add:")
    st.button(words("briefing.remove"), on_click=remove, icon=":material/delete:")


def choose_for_all(reader: Reader, chosen: Briefing) -> None:
    """Districts and period, once for all views; a change is saved at once."""
    words = reader.words
    districts = [a.ref_area for a in reader.codelists.areas if a.level.tier == 2]
    areas_key, period_key = f"areas-{chosen.briefing}", f"period-{chosen.briefing}"
    st.session_state[areas_key] = list(chosen.areas)
    st.session_state[period_key] = chosen.period

    def keep() -> None:
        areas = st.session_state[areas_key]
        changed = chosen.having(
            areas=tuple(a for a in districts if a in areas), period=st.session_state[period_key]
        )
        briefing_source.save(reader, changed)

    with st.container(border=True, key="card-for-all"):
        left, right = st.columns([3, 2], gap="medium")
        with left:
            st.multiselect(
                words("briefing.areas"),
                districts,
                format_func=reader.say.area,
                key=areas_key,
                on_change=keep,
            )
        with right:
            st.selectbox(
                words("briefing.period"),
                _periods(chosen),
                format_func=lambda code: (
                    words.period(period_of(code)) if code else words("briefing.own_period")
                ),
                key=period_key,
                on_change=keep,
            )
        st.caption(words("briefing.for_all_says"))


def _periods(chosen: Briefing) -> list[str]:
    """Periods that the districts have figures of, the most usual first; none is each its own."""
    areas = chosen.areas or DEFAULT_AREAS
    reach = NEWEST if reads.since(chosen.vintage, areas=areas) else EVERYTHING
    figures = reads.figures(chosen.vintage, areas=areas, reach=reach)
    found = [
        period_code(period)
        for measure in comparison.COMPARED
        for period in comparison.periods(figures, measure)[:_MOST_PERIODS]
    ]
    return list(dict.fromkeys(["", *([chosen.period] if chosen.period else []), *found]))


def standing(reader: Reader, chosen: Briefing, shown: Sequence[Shown]) -> None:
    """Frozen or live; what has been revised since; the button for the other."""
    words = reader.words
    with st.container(border=True, key="card-standing"):
        if chosen.known_until is None:
            st.text(words("briefing.live"))
            if visitor.may(Role.ANALYST):
                st.button(
                    words("briefing.freeze"),
                    icon=":material/ac_unit:",
                    on_click=lambda: briefing_source.save(
                        reader, chosen.frozen_at(briefing_of.now())
                    ),
                )
            return
        st.text(words("briefing.frozen", time=words.time(chosen.known_until)))
        revised = briefing_of.revised_since(chosen, shown, reads.store())
        if revised:
            _revised(reader, revised)
        else:
            st.caption(words("briefing.no_revision"))
        if visitor.may(Role.ANALYST):
            st.button(
                words("briefing.refresh"),
                icon=":material/refresh:",
                on_click=lambda: briefing_source.save(reader, chosen.live()),
            )


def _revised(reader: Reader, revised: Sequence[Change]) -> None:
    words, say = reader.words, reader.say

    def value(observation: Observation | None) -> str:
        if observation is None:
            return words("briefing.gone")
        unit = reader.codelists.unit_by_code[observation.unit]
        amount = words.amount(observation.obs_value, observation.decimals, unit)
        return f"{words.bound(observation.bound)}{amount}"

    st.markdown(f"**{words('briefing.revised', count=len(revised))}**")
    figure_table.show(
        reader,
        key="revised-table",
        caption=words("briefing.revised", count=len(revised)),
        corner=words("app.indicator"),
        columns=[Column(words("briefing.before")), Column(words("briefing.after"))],
        rows=[
            Row(
                say.indicator(change.key.indicator),
                (
                    Cell(value(change.before) if change.before else NO_FIGURE),
                    Cell(value(change.after), figure=change.key),
                ),
                note=f"{say.area(change.key.ref_area, change.key.period)} · "
                f"{words.period(change.key.period)} · {say.measure(change.key)}",
            )
            for change in revised
        ],
        dense=True,
    )


# The stage -----------------------------------------------------------------------------------


def is_presenting() -> bool:
    return _PRESENT in st.query_params


def present(reader: Reader, chosen: Briefing, shown: Sequence[Shown], imprint: Imprint) -> None:
    """All slides on the whole screen, turned by keys."""
    made = deck(
        chosen.called(reader.words.language),
        briefing_of.subtitle(chosen, reader.say),
        shown,
        imprint,
        reader.say,
    )
    briefing_stage.show(
        reader, slides.scenes(made), key="stage", mode="stage", leave=_unset_present
    )


def _set_present() -> None:
    st.query_params[_PRESENT] = "1"


def _unset_present() -> None:
    st.query_params.pop(_PRESENT, None)
