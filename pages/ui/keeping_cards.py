"""The cards of the keeper's page: the store's state, its disk, its backups."""

from __future__ import annotations

import shlex
import sys
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import streamlit as st

from analytics import backup
from analytics.address import Address, Lake
from analytics.backup import Kept
from analytics.room import Room, room
from analytics.settings import Settings
from analytics.store import SCHEMA_VERSION
from pages.ui import figure_table, keeping, outcome, reads, visitor
from pages.ui.figure_table import Cell, Column, Row
from pages.ui.reader import Reader

_LOW = 1_000_000_000
"""Bytes left on the disk below which its keeper is warned."""
_FEW = 10
"""How many backups there should be room for."""
_LATE = 2
"""How many times the usual span a backup may be old."""


def state(reader: Reader) -> None:
    """Whether the store is what its records say, and the button to find out thoroughly."""
    with st.container(border=True, key="card-state"):
        _state(reader)


def disk(reader: Reader) -> None:
    """What the store takes of its disk, and what is left."""
    with st.container(border=True, key="card-room"):
        _room(reader, room(reads.store().path))


def _state(reader: Reader) -> None:
    words, look, store = reader.words, keeping.last_look(), reads.store()
    st.markdown(f"#### {words('keeping.state')}")
    if look.complaints:
        st.error(words("keeping.not_whole", count=len(look.complaints)), icon=":material/error:")
    else:
        st.success(words("keeping.whole"), icon=":material/check_circle:")
    submissions, entries = store.submissions(), store.entries()
    how = "keeping.looked_thoroughly" if look.thorough else "keeping.looked_quickly"
    figure_table.facts(
        reader,
        key="keeping-state",
        caption=words("keeping.fact"),
        facts={
            words("keeping.looked"): words(how, time=words.time(look.at)),
            words("keeping.held"): words(
                "keeping.held_says",
                submissions=len(submissions),
                observations=sum(s.row_count for s in submissions),
            ),
            words("keeping.chain"): words(
                "keeping.chain_says",
                entries=len(entries),
                hash=entries[-1].hash[:16] if entries else "–",
            ),
            words("keeping.version"): str(SCHEMA_VERSION),
        },
    )
    if st.button(words("keeping.look_again"), icon=":material/fact_check:"):
        with st.spinner(words("keeping.looking")):
            keeping.look_again()
        st.rerun()


def _room(reader: Reader, taken: Room) -> None:
    words = reader.words
    st.markdown(f"#### {words('keeping.room')}")
    free, total = words.size(taken.free), words.size(taken.total)
    st.progress(
        min(1.0, 1 - taken.free / taken.total),
        text=words("keeping.room_left", free=free, total=total),
    )
    if taken.free < _LOW:
        st.warning(words("keeping.room_low", free=free), icon=":material/warning:")
    parts = ("database", "files", "backups", "replaced")
    figure_table.show(
        reader,
        key="keeping-room",
        caption=words("keeping.room"),
        corner=words("keeping.part_of"),
        columns=[Column(words("keeping.backups.size"), align="end")],
        rows=[
            Row(words(f"keeping.part.{part}"), (Cell(words.size(getattr(taken, part))),))
            for part in parts
            if getattr(taken, part)
        ],
        dense=True,
    )
    st.caption(words("keeping.room_taken", taken=words.size(taken.taken)))
    more = taken.free // max(taken.database, 1)
    if more < _FEW:
        st.warning(words("keeping.room_fits", count=more), icon=":material/warning:")


def backups(reader: Reader) -> None:
    """The backups that there are, the button for one more, and how one is put back."""
    words, store = reader.words, reads.store()
    found, hours = backup.kept(store.backups), Settings.read().backup_hours
    with st.container(border=True, key="card-backups"):
        st.markdown(f"#### {words('keeping.backups.heading')}")
        if hours:
            st.caption(words("keeping.backups.schedule", hours=words.number(Decimal(str(hours)))))
        else:
            st.warning(words("keeping.backups.no_schedule"))
        _newest(reader, found, timedelta(hours=hours))
        if st.button(words("keeping.backups.now"), type="primary", icon=":material/backup:"):
            with st.spinner(words("keeping.backups.running")):
                outcome.saying_why(lambda: _back_up(reader))()
            st.rerun()
        if found:
            _table(reader, found)
            folder = store.backups.name
            st.caption(words("keeping.backups.elsewhere", folder=folder))
        with st.expander(words("keeping.backups.restore"), icon=":material/restore:"):
            st.markdown(words("keeping.backups.restore_says"))
            named = found[0].path if found else store.backups / "…"
            st.code(_commands(store.address, named), language="bash")


def _newest(reader: Reader, found: tuple[Kept, ...], every: timedelta) -> None:
    words = reader.words
    if not found:
        st.info(words("keeping.backups.none"))
        return
    age = datetime.now(UTC) - found[0].at
    if every and age > every * _LATE:
        st.warning(words("keeping.backups.late", ago=words.ago(age)), icon=":material/warning:")


def _table(reader: Reader, found: tuple[Kept, ...]) -> None:
    words = reader.words
    now = datetime.now(UTC)
    figure_table.show(
        reader,
        key="keeping-backups",
        caption=words("keeping.backups.heading"),
        corner=words("keeping.backups.taken"),
        columns=[
            Column(words("keeping.backups.age")),
            Column(words("keeping.backups.size"), align="end"),
            Column(words("keeping.backups.file")),
        ],
        rows=[
            Row(
                words.time(one.at),
                (
                    Cell(words.ago(now - one.at)),
                    Cell(words.size(one.size)),
                    Cell(one.path.name),
                ),
            )
            for one in found
        ],
        dense=True,
    )


def _back_up(reader: Reader) -> None:
    made = backup.back_up(reads.store(), by=visitor.actor(reader.words))
    outcome.notice(
        "keeping.backups.done",
        file=made.path.name,
        submissions=made.submissions,
        observations=made.observations,
    )


def _commands(store: Address, file: Path) -> str:
    """A shared store's servers go on meanwhile, and its address may hold a password."""
    python, named = (shlex.quote(str(p)) for p in (sys.executable, file))
    restore = f"{python} -m analytics restore {named}\n{python} -m analytics verify"
    if isinstance(store, Lake):
        data = shlex.quote(store.bucket.place if store.bucket else str(store.data))
        folder = shlex.quote(str(store.data))
        beside = f"export DISTRICT_STORE_FOLDER={folder}\n" if store.bucket else ""
        return f"export DISTRICT_STORE=…\nexport DISTRICT_STORE_DATA={data}\n{beside}{restore}"
    kept = shlex.quote(str(store))
    return (
        f"systemctl stop district\nexport DISTRICT_STORE={kept}\n{restore}\n"
        "systemctl start district"
    )
