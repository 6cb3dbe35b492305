"""What a reader chooses, kept in the address: codes, so a link reads alike in both languages.

Streamlit's own ``bind="query-params"`` writes the option's wording into the address, which would
break a Vietnamese link opened in English. A choice that is the default is left out; one made on
another page is carried over when the reader changes pages.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import streamlit as st

_SEPARATOR = ","
_PAGE = "choices-page"
_TOLD = "choices-told"


def enter(page: str) -> None:
    """Say which page runs; on a change of page the choices made so far go into its address."""
    st.session_state[_TOLD] = set()
    if st.session_state.get(_PAGE) != page:
        arrived = _PAGE not in st.session_state
        st.session_state[_PAGE] = page
        if not arrived:
            for name, chosen in _made().items():
                if name not in st.query_params:
                    st.query_params[name] = chosen


def one(
    widget: Callable[..., Any],
    label: str,
    options: Sequence[str],
    *,
    name: str,
    words: Callable[[str], str],
    default: str | None = None,
    **options_of_widget: Any,
) -> str:
    """One of ``options``, chosen with ``widget`` and kept in the address under ``name``."""
    usual = default if default is not None else options[0]
    chosen = st.query_params.get(name, usual)
    _stand(name, chosen if chosen in options else usual)
    widget(
        label,
        options,
        format_func=words,
        key=_key(name),
        on_change=_keep,
        args=(name, usual),
        **options_of_widget,
    )
    return str(st.session_state[_key(name)] or usual)


def many(
    label: str,
    options: Sequence[str],
    *,
    name: str,
    words: Callable[[str], str],
    default: Sequence[str],
    most: int | None = None,
    **options_of_widget: Any,
) -> tuple[str, ...]:
    """Some of ``options``, in their order, kept in the address; choosing none is the default.

    An address that names more than may be chosen gives the first.
    """
    usual = _SEPARATOR.join(default)
    asked = st.query_params.get(name, usual).split(_SEPARATOR)
    _stand(name, [o for o in options if o in asked][:most] or list(default))
    st.multiselect(
        label,
        options,
        format_func=words,
        key=_key(name),
        on_change=_keep,
        args=(name, usual),
        max_selections=most,
        **options_of_widget,
    )
    return tuple(st.session_state[_key(name)] or default)


def search(label: str, *, name: str, **options_of_widget: Any) -> str:
    """Text typed by the reader, kept in the address."""
    _stand(name, st.query_params.get(name, ""))
    st.text_input(label, key=_key(name), on_change=_keep, args=(name, ""), **options_of_widget)
    return str(st.session_state[_key(name)])


def day(label: str, *, name: str, latest: date, **options_of_widget: Any) -> date | None:
    """A date or none, kept in the address."""
    chosen = read_day(name)
    _stand(name, min(chosen, latest) if chosen else None)
    st.date_input(
        label,
        key=_key(name),
        format="DD/MM/YYYY",
        min_value=date(1990, 1, 1),
        max_value=latest,
        on_change=_keep,
        args=(name, ""),
        **options_of_widget,
    )
    return st.session_state[_key(name)] or None


def read_day(name: str) -> date | None:
    """The date in the address; none where there is none, or no date."""
    try:
        return date.fromisoformat(st.query_params.get(name, ""))
    except ValueError:
        return None


def forget(*names: str) -> None:
    """Take choices out of the address, here and for the pages to come."""
    for name in names:
        st.query_params.pop(name, None)
        _made().pop(name, None)


def _key(name: str) -> str:
    return f"choice-{name}"


def _stand(name: str, chosen: object) -> None:
    """Have a widget show what is chosen; one that shows it already is told once a whole run.

    Streamlit draws a widget that is told anything anew, with all that it offers. What it offers
    keeps its wording until the whole page runs again.
    """
    key, told = _key(name), st.session_state.setdefault(_TOLD, set())
    if name not in told or key not in st.session_state or st.session_state[key] != chosen:
        st.session_state[key] = chosen
        told.add(name)


def _made() -> dict[str, str]:
    made: dict[str, str] = st.session_state.setdefault("choices-made", {})
    return made


def _keep(name: str, usual: str) -> None:
    chosen = st.session_state[_key(name)]
    text = _SEPARATOR.join(chosen) if isinstance(chosen, list) else str(chosen or usual)
    if text == usual or not text:
        st.query_params.pop(name, None)
        _made().pop(name, None)
    else:
        st.query_params[name] = text
        _made()[name] = text
