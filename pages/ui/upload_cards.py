"""The steps of bringing in a file, and the history of those that came in."""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from analytics import ingest
from analytics.ingest import Checked, Marks, Options
from analytics.ingest.mappings import saved
from analytics.model import Problem, Severity, Submission
from analytics.problems import described
from pages.ui import (
    change_moments,
    figure_table,
    long_work,
    mapping_cards,
    mending_cards,
    outcome,
    preview_cards,
    reading_choices,
    reads,
    visitor,
)
from pages.ui.figure_table import Cell, Column, Mark, Row
from pages.ui.reader import Reader

_TYPES = ("csv", "tsv", "txt", "xlsx", "xls", "xlsb", "ods")
_SHOWN = 200
_HISTORY_PAGE = 12
_CHECKED = "upload-checked"
_PREVIEWED = "upload-previewed"


def template(reader: Reader) -> None:
    """The empty template, and in a few words what is expected."""
    words = reader.words
    with st.container(border=True, key="card-template"):
        st.markdown(f"#### {words('upload.step_template')}")
        st.caption(words("upload.template_says"))
        st.download_button(
            words("upload.template"),
            ingest.template(words.language),
            file_name=words("upload.template_file"),
            mime="text/csv",
            icon=":material/download:",
            on_click="ignore",
        )


def choose_file(reader: Reader) -> UploadedFile | None:
    words = reader.words
    with st.container(border=True, key="card-file"):
        st.markdown(f"#### {words('upload.step_file')}")
        uploaded = st.file_uploader(
            words("upload.file"), type=_TYPES, key=reading_choices.file_key()
        )
    if uploaded is not None:
        reading_choices.take_up(uploaded.file_id)
    return uploaded


def options() -> Options:
    """All that has been said about the file so far."""
    told = st.session_state
    numbers = told.get(reading_choices.key("numbers"))
    return Options(
        numbers=Marks(numbers) if numbers else None,
        encoding=told.get(reading_choices.key("encoding")),
        sheet=told.get(reading_choices.key("sheet")),
        mappings=saved(reads.store()),
        given=mapping_cards.given(),
        edits=mending_cards.edits(),
        skipped=mending_cards.skipped(),
        as_held=reading_choices.columns_as_held(),
        as_shown=reading_choices.columns_as_shown(),
    )


def is_of_unknown_form(checked: Checked) -> bool:
    """Whether the file was read, and is neither in the template nor in a form that is known.

    An office's own table may have some of the template's headers, and lack others.
    """
    codes = {problem.code for problem in checked.problems}
    return checked.mapping is None and bool(codes & {"no_header", "missing_column"})


def check(reader: Reader, uploaded: UploadedFile, options: Options) -> Checked:
    """The file as read under these options; kept, so that no click elsewhere reads it again."""
    store, codelists = reads.store(), reader.codelists
    asked = (uploaded.file_id, options, store.revision())
    kept = st.session_state.get(_CHECKED)
    if kept is not None and kept[0] == asked:
        return kept[1]  # type: ignore[no-any-return]
    content, name = uploaded.getvalue(), uploaded.name

    def work() -> Checked:
        return ingest.beside_known(store, ingest.check(content, name, codelists, options))

    checked = long_work.done(reader, asked, work, name)
    st.session_state[_CHECKED] = (asked, checked)
    return checked


def problems(reader: Reader, checked: Checked) -> None:
    """Every problem with its place, what was found, and what to do; errors first."""
    words = reader.words
    found = sorted(checked.problems, key=lambda p: p.severity is not Severity.ERROR)
    errors = sum(problem.severity is Severity.ERROR for problem in found)
    with st.container(border=True, key="card-problems"):
        st.markdown(f"#### {words('upload.step_problems')}")
        count = checked.observations.num_rows
        if not found:
            st.success(words("upload.clean", count=count), icon=":material/check_circle:")
            return
        if errors:
            st.error(words("upload.errors", errors=errors), icon=":material/error:")
        else:
            st.warning(words("upload.warnings", warnings=len(found), count=count))
        figure_table.show(
            reader,
            key="problems-table",
            caption=words("upload.step_problems"),
            corner=words("upload.place"),
            columns=[
                Column(words("upload.found")),
                Column(words("upload.why")),
                Column(words("upload.what_to_do")),
            ],
            rows=[_problem_row(reader, problem) for problem in found[:_SHOWN]],
            dense=True,
            quiet_gaps=True,
            opens=figure_table.ENTRY,
        )
        if len(found) > _SHOWN:
            st.caption(words("upload.more", count=len(found) - _SHOWN))
        if checked.table is not None:
            st.download_button(
                words("upload.annotated"),
                lambda: ingest.annotated(
                    checked, lambda p: described(p, words).message, words("problems.title")
                ),
                file_name=words("upload.annotated_file", name=Path(checked.file_name).stem),
                mime="text/csv",
                icon=":material/download:",
                on_click="ignore",
            )


def _problem_row(reader: Reader, problem: Problem) -> Row:
    is_error = problem.severity is Severity.ERROR
    said = described(problem, reader.words)
    mark = Mark("▼" if is_error else "◆", said.severity, "bad" if is_error else "warn")
    return Row(
        said.place or reader.words("upload.whole_file"),
        (
            Cell(f"“{problem.value}”") if problem.value else None,
            Cell(said.message, status=mark),
            Cell(said.hint, lines=(reader.words("upload.manual_entry"),), entry=problem.code),
        ),
    )


def preview(reader: Reader, checked: Checked) -> None:
    """What the file would add, revise and confirm; nothing is written yet."""
    words = reader.words
    with st.container(border=True, key="card-preview"):
        st.markdown(f"#### {words('upload.step_preview')}")
        st.caption(words("upload.preview_says"))
        preview_cards.show(reader, _previewed(checked), checked.sources)


def _previewed(checked: Checked) -> ingest.Preview:
    """What the file would change; kept as long as neither the file nor the store does."""
    asked = (checked.sha256, reads.store().revision())
    kept = st.session_state.get(_PREVIEWED)
    if kept is None or kept[0] != asked:
        kept = (asked, ingest.preview(reads.store(), checked))
        st.session_state[_PREVIEWED] = kept
    preview: ingest.Preview = kept[1]
    return preview


def commit(reader: Reader, checked: Checked) -> None:
    """Who brings the file in, and the button that writes it."""
    words = reader.words
    with st.container(border=True, key="card-commit"):
        st.markdown(f"#### {words('upload.step_commit')}")
        if not visitor.must_sign_in():
            label = words("upload.by")
            st.text_input(label, key=visitor.WHO, persist_state="session", max_chars=80)

        def write() -> None:
            submission, is_new = ingest.commit(reads.store(), checked, visitor.actor(words))
            outcome.notice(
                "upload.committed" if is_new else "upload.already",
                number=str(submission.submission_id),
                file=submission.file_name,
                count=submission.row_count,
            )
            reading_choices.begin_anew()
            st.session_state.pop(_CHECKED, None)
            st.session_state.pop(_PREVIEWED, None)

        st.button(
            words("upload.commit", count=checked.observations.num_rows),
            type="primary",
            icon=":material/check:",
            on_click=outcome.saying_why(write),
            disabled=not checked.observations.num_rows,
        )


def history(reader: Reader) -> None:
    """Every submission, newest first: what it was, its raw file, taking back and putting back."""
    words = reader.words
    with st.container(border=True, key="card-history"):
        st.markdown(f"#### {words('upload.history')}")
        st.caption(words("upload.history_says"))
        submissions = reads.store().submissions()
        page = 1
        if len(submissions) > _HISTORY_PAGE:
            page = int(st.pagination(-(-len(submissions) // _HISTORY_PAGE), key="history-page"))
        for submission in submissions[(page - 1) * _HISTORY_PAGE : page * _HISTORY_PAGE]:
            _history_row(reader, submission)


def _history_row(reader: Reader, submission: Submission) -> None:
    words = reader.words
    number = submission.submission_id
    with st.container(
        key=f"submission-{number}",
        horizontal=True,
        vertical_alignment="center",
        horizontal_alignment="distribute",
    ):
        with st.container(gap="xxsmall", width="stretch"):
            st.text(words("upload.submission", number=str(number), file=submission.file_name))
            st.text(
                words(
                    "upload.submission_says",
                    count=submission.row_count,
                    time=words.time(submission.submitted_at),
                    by=reader.submitter(submission),
                )
            )
        change_moments.link_to(reader, number)
        if submission.withdrawn:
            st.badge(words("upload.withdrawn"), color="gray", icon=":material/undo:")
        st.download_button(
            words("upload.raw"),
            lambda: reads.store().content(number),
            file_name=submission.file_name,
            key=f"raw-{number}",
            on_click="ignore",
            icon=":material/download:",
            type="tertiary",
        )
        if submission.withdrawn:
            st.button(
                words("upload.put_back"),
                key=f"put-back-{number}",
                on_click=outcome.saying_why(lambda: _put_back(reader, number)),
            )
        else:
            _withdraw_button(reader, number)


def _withdraw_button(reader: Reader, number: int) -> None:
    words = reader.words
    with st.popover(
        words("upload.withdraw"), icon=":material/undo:", key=f"withdraw-open-{number}"
    ):
        st.caption(words("upload.withdraw_says"))
        reason = st.text_input(words("upload.reason"), key=f"reason-{number}", max_chars=200)
        st.button(
            words("upload.withdraw_now", number=str(number)),
            key=f"withdraw-{number}",
            type="primary",
            on_click=outcome.saying_why(lambda: _withdraw(reader, number, reason)),
        )


def _withdraw(reader: Reader, number: int, reason: str) -> None:
    reads.store().withdraw(number, by=visitor.actor(reader.words), reason=reason.strip())
    outcome.notice("upload.withdrawn_now", number=str(number))


def _put_back(reader: Reader, number: int) -> None:
    reads.store().put_back(number, by=visitor.actor(reader.words), reason="")
    outcome.notice("upload.put_back_now", number=str(number))
