"""What the figures say against each other, each with the figures it names, which open."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from analytics.model import Finding
from analytics.sentences import finding_sentences
from pages.ui import figure_table
from pages.ui.figure_table import Cell, Column, Row
from pages.ui.reader import Reader


def show(reader: Reader, findings: Sequence[Finding], *, key: str) -> None:
    """The findings with their calculation; says so where there is none."""
    words, say = reader.words, reader.say
    st.markdown(f"**{words('finding_list.title', count=len(findings))}**")
    if not findings:
        st.caption(words("finding_list.none"))
        return
    figure_table.show(
        reader,
        key=key,
        caption=words("finding_list.title", count=len(findings)),
        corner=words("finding_list.finding"),
        columns=[Column(words("finding_list.says")), Column(words("finding_list.figures"))],
        rows=[
            Row(
                words(f"findings.title.{finding.code}"),
                (
                    Cell(finding_sentences(finding, reader.codelists, words)),
                    Cell(
                        say.figure(subject),
                        (say.citations((subject,)),),
                        figure=subject.key,
                    ),
                ),
                note=f"{say.area(subject.key.ref_area)} · {say.indicator(subject.key.indicator)}"
                f" · {words.period(subject.key.period)}",
            )
            for finding in findings
            for subject in finding.figures[:1]
        ],
        dense=True,
    )
