"""A table of any form, brought in by saying once what its columns hold; kept for the next file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from collections.abc import Mapping as Map

import pandas as pd
import streamlit as st

from analytics.ingest import Checked, Options
from analytics.ingest.codes import lexicon_of
from analytics.ingest.mapped import joined, unit_note
from analytics.ingest.mappings import (
    NOTES,
    TOTALS,
    Column,
    From,
    Mapping,
    figures_column,
    header_text,
    parse,
    rename,
    save,
    saved,
)
from analytics.ingest.places import letter
from analytics.ingest.proposing import labels, propose
from analytics.ingest.reading import read
from analytics.ingest.rows import Rows
from analytics.ingest.template import Field
from analytics.model import Measure, PlanBasis
from analytics.text import NO_FIGURE, folded
from pages.ui import outcome, reading_choices, reads, visitor
from pages.ui.plain import plain
from pages.ui.reader import Reader

_HEAD = 12
"""Rows of the file that are shown."""
_FOR_ALL = (Field.REF_AREA, Field.INDICATOR, Field.MEASURE, Field.PLAN_BASIS, Field.UNIT)
"""What one choice may say for every figure of the form; the rest changes from file to file."""
_OF_A_FILE = (Field.PERIOD, Field.SOURCE, Field.SOURCE_PUBLISHER, Field.SOURCE_DATE, Field.AS_OF)


def show(reader: Reader, content: bytes, options: Options) -> None:
    """What the file's columns hold, for the analyst to say and to save."""
    words = reader.words
    rows = read(content, options.encoding, options.delimiter, options.sheet).rows
    if rows is None or not rows.cells.num_rows:
        return
    proposal = propose(rows, lexicon_of(reader.codelists), words("mapping.new_name"))
    with st.container(border=True, key="card-mapping"):
        st.markdown(f"#### {words('mapping.title')}")
        st.caption(words("mapping.says"))
        _head(reader, rows)
        first, count = _header(reader, rows, proposal)
        columns = _columns(reader, rows, first, count, proposal)
        titles = [cell for place in range(first) for cell in rows.row(place) if cell.strip()]
        fixed = _fixed(reader, titles)
        totals, notes = _left_out(reader, labels(rows, columns, first + count), proposal)
        name = st.text_input(
            words("mapping.name"), key=reading_choices.key("mapping-name"), max_chars=80
        )
        by_file = {Field.SOURCE: From.GIVEN.value, Field.PERIOD: _period(reader, proposal)}

        def keep() -> None:
            mapping = Mapping(
                name=name.strip() or words("mapping.new_name"),
                header=header_text(rows, first, count),
                columns=columns,
                fixed={**by_file, **fixed},
                totals=totals,
                notes=notes,
            )
            save(reads.store(), mapping, visitor.actor(words))

        st.button(
            words("mapping.save"),
            type="primary",
            icon=":material/save:",
            on_click=outcome.saying_why(keep),
            disabled=not any(column.holds is Field.VALUE for column in columns),
        )


def _head(reader: Reader, rows: Rows) -> None:
    """The file's first rows as they are, with the numbers and letters that analysts use."""
    head = rows.cells.slice(0, _HEAD).to_pandas().fillna("")
    head.columns = pd.Index([letter(place) for place in range(rows.width)])
    head.index = pd.RangeIndex(1, len(head) + 1)
    st.dataframe(head, key="mapping-head", alt=reader.words("mapping.head"))


def _header(reader: Reader, rows: Rows, proposal: Mapping | None) -> tuple[int, int]:
    """The header's first row (from 0) and how many rows it has."""
    words = reader.words
    place = proposal.place(rows) if proposal else None
    left, right = st.columns(2, gap="medium")
    with left:
        first = st.number_input(
            words("mapping.header_row"),
            min_value=1,
            max_value=rows.cells.num_rows,
            value=(place or 0) + 1,
            key=reading_choices.key("header-row"),
        )
    with right:
        count = st.number_input(
            words("mapping.header_rows"),
            min_value=1,
            max_value=3,
            value=len(proposal.header) if proposal else 1,
            key=reading_choices.key("header-rows"),
        )
    return int(first) - 1, min(int(count), rows.cells.num_rows - int(first) + 1)


def _columns(
    reader: Reader, rows: Rows, first: int, count: int, proposal: Mapping | None
) -> tuple[Column, ...]:
    """A line for each column of the file: what it holds and, of figures, what they are."""
    words = reader.words
    proposed = {column.column: column for column in proposal.columns} if proposal else {}
    headers = joined(rows, first, count)
    fields = {
        Field.REF_AREA: words("app.area"),
        Field.INDICATOR: words("app.indicator"),
        Field.VALUE: words("mapping.figures"),
        Field.MEASURE: words("app.measure"),
        Field.PERIOD: words("app.period"),
        Field.PLAN_BASIS: words("detail.plan_basis"),
        Field.UNIT: words("mapping.unit"),
        Field.NOTE: words("app.note"),
        Field.LOCATOR: words("detail.locator"),
    }
    indicators = {words.name(i): i.indicator for i in reader.codelists.indicators}
    measures = {words(f"codes.measure.{m}"): m.value for m in Measure if m.is_reported}
    bases = {words(f"codes.plan_basis.{b}"): b.value for b in PlanBasis if b}
    # In full: Tây Hồ is a district's and a ward's short name.
    areas = {words.name(a): a.ref_area for a in reader.codelists.areas}
    units = {reader.say.unit(u.unit): u.unit for u in reader.codelists.units}
    coded = (areas, indicators, measures, bases, units)
    names = {code: name for table in coded for name, code in table.items()}

    def shown(column: Column | None, field: Field) -> str | None:
        told = column.fixed.get(field, "") if column else ""
        return names.get(told, told) or None

    lines = pd.DataFrame(
        {
            "column": f"{letter(place)} · {header}" if header else letter(place),
            "holds": fields.get(column.holds) if column else None,
            "ref_area": shown(column, Field.REF_AREA),
            "indicator": shown(column, Field.INDICATOR),
            "measure": shown(column, Field.MEASURE),
            "plan_basis": shown(column, Field.PLAN_BASIS),
            "unit": shown(column, Field.UNIT),
        }
        for place, header in enumerate(headers)
        for column in (proposed.get(place),)
    )
    config = st.column_config
    told = st.data_editor(
        lines,
        key=reading_choices.key(f"columns-{first}-{count}"),
        hide_index=True,
        num_rows="fixed",
        placeholder=NO_FIGURE,
        column_config={
            "column": config.TextColumn(words("mapping.column"), disabled=True),
            "holds": config.SelectboxColumn(words("mapping.holds"), options=[*fields.values()]),
            "ref_area": config.SelectboxColumn(words("app.area"), options=[*areas]),
            "indicator": config.SelectboxColumn(words("app.indicator"), options=[*indicators]),
            "measure": config.SelectboxColumn(words("app.measure"), options=[*measures]),
            "plan_basis": config.SelectboxColumn(words("detail.plan_basis"), options=[*bases]),
            "unit": config.TextColumn(words("mapping.unit")),
        },
    )
    holding = {name: field for field, name in fields.items()}
    codes = {**areas, **indicators, **measures, **bases}
    columns = []
    for place, line in enumerate(told.to_dict("records")):
        holds = holding.get(_text(line["holds"]))
        if holds is None:
            continue
        said = {
            field: codes.get(text, text)
            for field in _FOR_ALL
            if holds is Field.VALUE and (text := _text(line[field.value]))
        }
        known = proposed.get(place)
        if known is not None and holds is known.holds and Field.PERIOD in known.fixed:
            said[Field.PERIOD] = known.fixed[Field.PERIOD]
        if holds is Field.VALUE:
            columns.append(figures_column(place, said, lexicon_of(reader.codelists).measures))
        else:
            columns.append(Column(column=place, holds=holds))
    return tuple(columns)


def _fixed(reader: Reader, titles: list[str]) -> dict[Field, str]:
    """What holds for every figure of the form, where no column says it."""
    words = reader.words
    usual = {Field.UNIT: 0} if unit_note(titles) else {}
    choices: Map[Field, list[str]] = {
        Field.REF_AREA: [a.ref_area for a in reader.codelists.areas],
        Field.INDICATOR: [i.indicator for i in reader.codelists.indicators],
        Field.MEASURE: [m.value for m in Measure if m.is_reported],
        Field.PLAN_BASIS: [b.value for b in PlanBasis if b],
        Field.UNIT: [From.TITLE.value, *(u.unit for u in reader.codelists.units)],
    }
    names: Map[Field, Callable[[str], str]] = {
        Field.REF_AREA: reader.say.area,
        Field.INDICATOR: reader.say.indicator,
        Field.MEASURE: lambda code: words(f"codes.measure.{code}"),
        Field.PLAN_BASIS: lambda code: words(f"codes.plan_basis.{code}"),
        Field.UNIT: lambda code: (
            words("mapping.unit_title") if code == From.TITLE else reader.say.unit(code)
        ),
    }
    labels = {
        Field.REF_AREA: words("app.area"),
        Field.INDICATOR: words("app.indicator"),
        Field.MEASURE: words("app.measure"),
        Field.PLAN_BASIS: words("detail.plan_basis"),
        Field.UNIT: words("mapping.unit"),
    }
    st.caption(words("mapping.for_all"))
    fixed: dict[Field, str] = {}
    with st.grid(5, min_column_width=160, gap="small"):
        for field in _FOR_ALL:
            chosen = st.selectbox(
                labels[field],
                choices[field],
                index=usual.get(field),
                format_func=names[field],
                key=reading_choices.key(f"all-{field}"),
                placeholder=words("mapping.in_columns"),
            )
            if chosen:
                fixed[field] = chosen
    return fixed


def _left_out(
    reader: Reader, named: Sequence[str], proposal: Mapping | None
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What rows of totals are called, and how notes begin."""
    words = reader.words
    usual = {folded(total) for total in (proposal.totals if proposal else TOTALS)}
    left, right = st.columns(2, gap="medium")
    with left:
        totals = st.multiselect(
            words("mapping.totals"),
            named,
            default=[label for label in named if folded(label).rstrip(" :") in usual],
            key=reading_choices.key(f"totals-{len(named)}"),
            placeholder=words("mapping.totals_none"),
        )
    with right:
        notes = st.multiselect(
            words("mapping.notes"),
            dict.fromkeys([*NOTES, *named]),
            default=NOTES,
            key=reading_choices.key(f"notes-{len(named)}"),
            accept_new_options=True,
        )
    return tuple(dict.fromkeys([*TOTALS, *totals])), tuple(notes)


def _period(reader: Reader, proposal: Mapping | None) -> str:
    """Where a file of this form names its period."""
    words = reader.words
    usual = proposal.fixed.get(Field.PERIOD, "") if proposal else ""
    ways = (From.TITLE.value, From.HEADER.value, From.GIVEN.value)
    return str(
        st.segmented_control(
            words("mapping.period"),
            ways,
            default=usual if usual in ways else From.GIVEN.value,
            required=True,
            format_func=lambda way: words(f"mapping.period_{way.removeprefix('@')}"),
            key=reading_choices.key("period-way"),
        )
    )


def ask_for_the_rest(reader: Reader, checked: Checked) -> None:
    """What changes from file to file and the file does not say: its source, its period."""
    if checked.mapping is None:
        return
    words = reader.words
    labels = {
        Field.PERIOD: words("mapping.given_period"),
        Field.SOURCE: words("mapping.given_source"),
        Field.SOURCE_PUBLISHER: words("detail.publisher"),
        Field.SOURCE_DATE: words("mapping.given_date"),
        Field.AS_OF: words("mapping.given_as_of"),
    }
    with st.container(border=True, key="card-given"):
        st.markdown(f"#### {words('mapping.given', name=plain(checked.mapping.name))}")
        st.caption(words("mapping.given_says"))
        if checked.left_out:
            st.caption(words("mapping.left_out", rows=", ".join(map(str, checked.left_out))))
        with st.grid(5, min_column_width=160, gap="small"):
            for field in _OF_A_FILE:
                st.text_input(labels[field], key=reading_choices.key(f"given-{field}"))


def given() -> dict[Field, str]:
    """What has been said about the file at hand."""
    told = {
        field: str(st.session_state.get(reading_choices.key(f"given-{field}"), "")).strip()
        for field in _OF_A_FILE
    }
    return {field: text for field, text in told.items() if text}


def show_saved(reader: Reader) -> None:
    """The mappings in use: rename, export, import."""
    words = reader.words
    mappings = saved(reads.store())
    with st.expander(words("mapping.saved", count=len(mappings)), icon=":material/table_chart:"):
        for mapping in mappings:
            _saved_row(reader, mapping)
        uploaded = st.file_uploader(words("mapping.import"), type="json", key="mapping-import")
        if uploaded is not None:
            st.button(
                words("mapping.import_now", file=plain(uploaded.name)),
                on_click=outcome.saying_why(
                    lambda: save(
                        reads.store(),
                        parse(uploaded.getvalue().decode("utf-8", errors="replace")),
                        visitor.actor(words),
                    )
                ),
            )


def _saved_row(reader: Reader, mapping: Mapping) -> None:
    words = reader.words
    with st.container(
        key=f"mapping-{mapping.shape[:12]}", horizontal=True, vertical_alignment="bottom"
    ):
        name = st.text_input(
            words("mapping.name"), mapping.name, key=f"name-{mapping.shape[:12]}", max_chars=80
        )
        st.button(
            words("mapping.rename"),
            key=f"rename-{mapping.shape[:12]}",
            disabled=not name.strip() or name.strip() == mapping.name,
            on_click=outcome.saying_why(
                lambda: rename(reads.store(), mapping.name, name.strip(), visitor.actor(words))
            ),
        )
        st.download_button(
            words("mapping.export"),
            mapping.model_dump_json(indent=2),
            file_name=f"{mapping.name}.json",
            mime="application/json",
            key=f"export-{mapping.shape[:12]}",
            on_click="ignore",
            icon=":material/download:",
        )


def _text(cell: object) -> str:
    return cell.strip() if isinstance(cell, str) else ""
