"""The cards of the briefing page: which one, what it shows, each slide, and the files."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from analytics import briefing as briefing_of
from analytics import comparison
from analytics.access import Role
from analytics.briefing import Briefing, Item
from analytics.changes import Change
from analytics.export import slides
from analytics.export.browser import BROWSER
from analytics.export.deck import Shown, deck, slides_of
from analytics.export.files import MEDIA_TYPES, Form, written
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


def items(
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


def downloads(reader: Reader, chosen: Briefing, shown: Sequence[Shown], imprint: Imprint) -> None:
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
