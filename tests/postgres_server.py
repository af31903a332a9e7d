"""A PostgreSQL server of the tests' own, on loopback, thrown away after them."""

from __future__ import annotations

import getpass
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

PASSWORD = "open-sesame"
SETTINGS = "-c max_connections=200"
ROOM = 4 * 2**30  # bytes
CARELESS = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"


def programs() -> Path | None:
    """Where initdb and pg_ctl are: Debian keeps them beside the path."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]))
    program = versions[-1] if versions else shutil.which("initdb")
    return Path(program).parent if program else None


def require() -> Path:
    """Skips, with the way out, where PostgreSQL is not installed; in CI its absence is a failure."""
    folder = programs()
    if folder is None:
        message = "PostgreSQL is not installed, so the store is not tested on it: sudo apt-get install postgresql"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    return folder


class Server:
    """One cluster of databases; ``port`` stays the same when it is stopped and started."""

    def __init__(self, bin_folder: Path, folder: Path, *, durable: bool) -> None:
        self._bin, self._folder, self._durable = bin_folder, folder, durable
        self._owner = "postgres" if os.geteuid() == 0 else getpass.getuser()
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self._names = 0

    def create(self) -> None:
        if os.geteuid() == 0:
            shutil.chown(self._folder, self._owner)
        password = self._folder / "password"
        password.write_text(PASSWORD, encoding="utf-8")
        if os.geteuid() == 0:
            shutil.chown(password, self._owner)
        self._run("initdb", "-D", self._data, "-U", "headroom", "-A", "scram-sha-256", f"--pwfile={password}", "-N",
                  "-E", "UTF8", "--locale=C.UTF-8")  # fmt: skip

    def start(self) -> None:
        options = f"-h 127.0.0.1 -p {self.port} -k '' {SETTINGS} {'' if self._durable else CARELESS}"
        self._run("pg_ctl", "-D", self._data, "-w", "-l", str(self._folder / "log"), "-o", options, "start")

    def stop(self, mode: str = "fast") -> None:
        self._run("pg_ctl", "-D", self._data, "-w", "-m", mode, "stop")

    def url(self, database: str, *, password: str = PASSWORD) -> str:
        return f"postgresql://headroom:{password}@127.0.0.1:{self.port}/{database}"

    def database(self, template: str = "template0") -> str:
        """The address of a new database, empty or a copy of another."""
        self._names += 1
        name = f"store_{self._names}"
        self.sql(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        return self.url(name)

    def has(self, database: str) -> bool:
        return bool(self.sql(f"SELECT 1 FROM pg_database WHERE datname = '{database}'"))

    def sql(self, statement: str, database: str = "postgres") -> list[tuple[object, ...]]:
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []

    @property
    def _data(self) -> str:
        return str(self._folder / "data")

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self._bin / program), *arguments]
        if os.geteuid() == 0:
            command = ["runuser", "-u", self._owner, "--", *command]
        with (self._folder / "output").open("a") as output:  # a pipe would wait for the server it starts
            ended = subprocess.run(command, stdout=output, stderr=output, stdin=subprocess.DEVNULL, check=False)
        if ended.returncode:
            log = (self._folder / "output").read_text(encoding="utf-8")
            raise RuntimeError(f"{program} failed: {log[-2000:]}")


def _in_memory() -> str | None:
    """A database a test, of a thousand files each: made and thrown away in memory, where the machine has enough."""
    place = Path("/dev/shm")
    return str(place) if place.is_dir() and shutil.disk_usage(place).free > ROOM else None


@contextmanager
def running(*, durable: bool = False) -> Iterator[Server]:
    """A started server in a temporary folder that its own user may enter; ``durable`` where its speed is measured."""
    bin_folder = require()
    with tempfile.TemporaryDirectory(
        prefix="headroom-postgres-", ignore_cleanup_errors=True, dir=None if durable else _in_memory()
    ) as folder:
        server = Server(bin_folder, Path(folder), durable=durable)
        server.create()
        server.start()
        try:
            yield server
        finally:
            server.stop("immediate")
