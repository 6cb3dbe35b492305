"""The codelists in the store: copies of the files, and the sources that submissions brought."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from pydantic import TypeAdapter

from analytics.codelists import Codelists, edition
from analytics.model import Area, Indicator, Part, Source, Unit
from analytics.store_database import insert, rows_of
from analytics.store_recorded import Record
from analytics.store_register import SOURCES, RegisterDatabase, described

_AS_JSON = TypeAdapter(Codelists)


class CodelistDatabase(RegisterDatabase):
    """The codes that figures are checked against. They come from files and are not on record."""

    def adopt_codelists(self, folder: Path) -> bool:
        """Take over the codelist files where they differ from the store's; whether they did."""
        found = edition(folder)
        if [row["sha256"] for row in self.rows("SELECT sha256 FROM codelist_edition")] == [found]:
            return False
        codelists = Codelists.read(folder)
        with self._transaction() as cursor:
            for table, nouns in (
                ("area", codelists.areas),
                ("indicator", codelists.indicators),
                ("unit", codelists.units),
                ("part", codelists.parts),
            ):
                cursor.execute(f"DELETE FROM {table}")
                insert(cursor, table, [noun.model_dump() for noun in nouns])
            cursor.execute("DELETE FROM source WHERE submission_id IS NULL")
            insert(cursor, "source", [source_row(s, None) for s in codelists.sources])
            cursor.execute("DELETE FROM codelist_edition")
            cursor.execute("INSERT INTO codelist_edition VALUES (?)", [found])
        return True

    def codelists(self) -> Codelists:
        """The codes in use, the sources that submissions brought among them."""
        with self._one_moment() as cursor:
            return Codelists(
                areas=tuple(map(Area.model_validate, rows_of(cursor, "FROM area"))),
                indicators=tuple(map(Indicator.model_validate, rows_of(cursor, "FROM indicator"))),
                units=tuple(map(Unit.model_validate, rows_of(cursor, "FROM unit"))),
                sources=described(rows_of(cursor, SOURCES)),
                parts=tuple(map(Part.model_validate, rows_of(cursor, "FROM part"))),
            )

    def kept_codelists(self, name: str) -> Codelists | None:
        """The codelists of an earlier day, as :meth:`_keep_codelists` named them."""
        content = self.archive.content(name)
        return None if content is None else _AS_JSON.validate_json(content)

    def keep_codelists(self, name: str) -> None:
        """Take over codelists that are kept beside the store."""
        content = self.archive.content(name)
        with self._transaction() as cursor:
            if content is not None and not rows_of(cursor, _KEPT, [name]):
                cursor.execute("INSERT INTO kept_codelists VALUES (?, ?)", [name, content])

    def _keep_codelists(self, record: Record) -> str:
        """Keep the files' codes, once, in the store and beside it; the name to find them by."""
        editions = rows_of(record.cursor, "SELECT sha256 FROM codelist_edition")
        if not editions:
            return ""
        name = f"codelists-{editions[0]['sha256']}.json"
        known = rows_of(record.cursor, _KEPT, [name])
        if not known:
            ours = {row["source"] for row in self.rows("FROM source WHERE submission_id IS NULL")}
            found = self.codelists()
            sources = tuple(source for source in found.sources if source.source in ours)
            content = _AS_JSON.dump_json(replace(found, sources=sources))
            record.cursor.execute("INSERT INTO kept_codelists VALUES (?, ?)", [name, content])
            self.archive.keep(name, content)
        return name

    def refill_archive(self) -> None:
        """Put files beside the store that it has and the folder has not."""
        for row in self.rows("SELECT name FROM kept_codelists"):
            if not self.archive.has(row["name"]):
                (found,) = self.rows(
                    "SELECT content FROM kept_codelists WHERE name = ?", [row["name"]]
                )
                self.archive.keep(row["name"], bytes(found["content"]))


_KEPT = "SELECT name FROM kept_codelists WHERE name = ?"


def source_row(source: Source, submission_id: int | None) -> dict[str, object]:
    return {**source.model_dump(), "submission_id": submission_id}
