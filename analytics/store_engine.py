"""What differs by where a database is: how it is reached, who may write, how it fails."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import duckdb

from analytics import disk
from analytics.address import Address


class StoreError(Exception):
    """The store cannot do what was asked; ``code`` names the words for it in ``data/text``."""

    def __init__(self, code: str, **details: str) -> None:
        super().__init__(code)
        self.code = code
        self.details = details


@dataclass(frozen=True, slots=True)
class Tidied:
    """What putting a lake in order came to, in files."""

    before: int
    after: int
    removed: int  # from the disk


class Engine(ABC):
    """A place where the schema's tables are. The SQL is the same in each."""

    address: Address
    path: Path
    """What is kept beside the store is named after this."""
    machine_errors: tuple[type[Exception], ...] = (
        OSError,
        MemoryError,
        duckdb.IOException,
        duckdb.OutOfMemoryException,
        duckdb.FatalException,
        duckdb.TransactionException,
    )
    """What a full or failing disk raises, memory that runs out, a server that does not answer: the
    machine's fault, not ours."""

    @abstractmethod
    def cursor(self) -> duckdb.DuckDBPyConnection:
        """A cursor of its own for one call; any thread may ask for one."""

    @abstractmethod
    def close(self) -> None: ...

    @abstractmethod
    def turn(self) -> AbstractContextManager[None]:
        """The one writer's turn. Who has it may take it again."""

    @abstractmethod
    def not_written(self, error: Exception) -> StoreError:
        """Why a transaction came to nothing, as far as is known."""

    @abstractmethod
    def failure(self, error: duckdb.Error) -> StoreError | None:
        """What an error says of the machine; None where the program is at fault."""

    def marker(self) -> object:
        """Something cheap that changes with every commit; None where there is no such thing."""
        return None

    def made(self) -> None:  # noqa: B027 (a file needs no more)
        """The schema has just been made or changed. Whoever calls has the turn."""

    def arrange(self, figures: duckdb.DuckDBPyConnection, at: duckdb.DuckDBPyConnection) -> None:  # noqa: B027 (a file is put in order as a whole)
        """Have what is written from now on ordered as suits the ``figures`` that a cursor sees."""

    def size(self) -> int:
        """Bytes of the figures."""
        return disk.size(self.path)

    def size_of_copy(self) -> int:
        """The most bytes that a DuckDB file with all of it takes."""
        return self.size()

    def tidy(self, keep: timedelta) -> Tidied | None:
        """Put what many small commits left into order; None where commits leave nothing.

        What was taken out of use longer than ``keep`` ago goes for good.
        """
        return None

    def is_taken(self) -> bool:
        """Whether files lie where a new database is to have its own."""
        return False

    def wrote(self) -> None:  # noqa: B027 (a file's engine need not know)
        """A commit of this process is done."""

    @contextmanager
    def saying(self) -> Iterator[None]:
        """A failing machine is said to be one, not a fault of ours."""
        try:
            yield
        except duckdb.Error as error:
            failure = self.failure(error)
            if failure is None:
                raise
            raise failure from error


def first_line(error: Exception) -> str:
    return str(error).partition("\n")[0]


def quoted(text: str) -> str:
    """A literal, where DuckDB takes no parameter; the text is ours or the operator's setting."""
    return "'" + text.replace("'", "''") + "'"
