"""A command beside a running dashboard: it is sent there with its files, and what it says and writes comes back."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import signal
import stat
import sys
import threading
import uuid
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO, Final

from data.called import as_called, called
from data.caller import CALLER, NamedFile, environment
from data.errors import BadInput, HeadroomError, NotAllowed, StaleLimit, StoreError, StoreLocked, StoreUnreachable
from data.frames import file_pieces, frames
from data.local_socket import LocalConnection, found_socket
from data.server_address import EXIT_CODES, SERVER, Door, named_server
from data.store import store_address

# The settings of the caller's that a command reads; whatever else counts is the dashboard's.
SENT_ALONG: Final = ("HEADROOM_EXPORT_KEY",)
_ERRORS: Final[dict[int, type[HeadroomError]]] = {1: StaleLimit, 2: BadInput, 3: StoreError, 4: NotAllowed}


def run_beside(program: str, arguments: Sequence[str], named: Sequence[NamedFile]) -> int | None:
    """The exit code of a command that the dashboard on this store ran; None where none runs, or this is one."""
    if CALLER.get() is not None:
        return None
    server, socket = named_server(), dashboard_socket()
    if server is None and socket is None:
        return None
    asked = uuid.uuid4().hex
    header = {
        "id": asked,
        "program": program,
        "arguments": list(arguments),
        "called": called(""),
        "store_name": server.address if server else str(store_address()),
        "environment": {name: value for name in SENT_ALONG if (value := environment().get(name))},
        "is_terminal": sys.stderr.isatty(),
        "files": [vars(file) | _state(file) for file in named],
    }
    door = server.door() if server else Door(lambda: LocalConnection(socket or Path()), "/commands", "localhost")
    connection = door.connection()
    try:
        connection.connect()
    except OSError as error:
        if server is not None:
            raise StoreUnreachable(f"{server.address} cannot be reached ({error}). Correct {SERVER}.") from error
        return None  # it is gone, and left its socket
    try:
        with _stopping(door, asked):
            return _ask(door, connection, header, named)
    finally:
        connection.close()


def refuse_beside(what: str) -> None:
    """Raises StoreLocked where a dashboard runs on the store: ``what`` fills an empty store that nobody looks at."""
    server, socket = named_server(), dashboard_socket()
    if server is not None:
        raise StoreLocked(f"{what} fills an empty store and is not asked of a server: unset {SERVER} for it.")
    if socket is None:
        return
    connection = LocalConnection(socket)
    with contextlib.suppress(FileNotFoundError, ConnectionRefusedError):
        connection.connect()
        connection.close()
        raise StoreLocked(
            f"A dashboard runs on {store_address()}, and {what} fills an empty store. Give it a store of its own with "
            "HEADROOM_DB, or end the dashboard before."
        )


def dashboard_socket() -> Path | None:
    """Where a dashboard may listen; only a store that is a file keeps others out."""
    address = store_address()
    return found_socket(address) if isinstance(address, Path) and CALLER.get() is None else None


def _ask(
    door: Door, connection: http.client.HTTPConnection, header: Mapping[str, Any], named: Sequence[NamedFile]
) -> int:
    try:
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # it has answered already, and why is read
            connection.request(
                "POST", door.path, body=_body(header, named), headers=dict(door.headers), encode_chunked=True
            )
        answer = connection.getresponse()
        if answer.status != 200:
            _refuse(answer)
        return _heard(answer)
    except (http.client.HTTPException, ConnectionError, EOFError, ValueError, TimeoutError) as error:
        raise StoreUnreachable(
            f"The dashboard did not answer to the end ({type(error).__name__}); whether it did what was asked is not "
            "known. Look at its log."
        ) from error


def _body(header: Mapping[str, Any], named: Sequence[NamedFile]) -> Iterator[bytes]:
    yield json.dumps(header).encode() + b"\n"
    for file, said in zip(named, header["files"], strict=True):
        if said["state"] == "file" and file.how == "read":
            with Path(file.text).open("rb") as content:
                yield from file_pieces(content)


def _refuse(answer: http.client.HTTPResponse) -> None:
    try:
        said = json.loads(answer.read())
    except ValueError:
        said = None
    if not isinstance(said, dict) or "detail" not in said:
        said = {
            "detail": f"Status {answer.status}, and not in Headroom's words. Is {SERVER} the address of a Headroom?"
        }
    code = int(said.get("exit_code", EXIT_CODES.get(answer.status, 3)))
    raise _ERRORS.get(code, StoreError)(str(said["detail"]))


def _heard(answer: http.client.HTTPResponse) -> int:
    """Prints and writes what arrives; who reads the output no more is no reason to leave off."""
    writing: BinaryIO | None = None
    try:
        for said, content in frames(answer):
            if said["kind"] in ("out", "err"):
                _print(said["kind"], content)
            elif said["kind"] == "folder":
                Path(said["path"]).mkdir(parents=True, exist_ok=True, mode=0o700)
            elif said["kind"] == "file":
                if writing is not None:
                    writing.close()
                writing = Path(said["path"]).open("wb")  # noqa: SIM115 - its pieces follow
            elif said["kind"] == "piece" and writing is not None:
                writing.write(content)
            elif said["kind"] == "exit":
                return int(said["code"])
    except OSError as error:
        if isinstance(error, ConnectionError | TimeoutError):
            raise
        raise BadInput(f"{error.filename or 'The file'} cannot be written: {error.strerror or error}.") from error
    finally:
        if writing is not None:
            writing.close()
    raise EOFError("no exit code")


def _print(kind: str, content: bytes) -> None:
    stream = sys.stdout if kind == "out" else sys.stderr
    text = content.decode("utf-8", "surrogatepass")
    with contextlib.suppress(BrokenPipeError):
        stream.write(text if kind == "out" else as_called(text))
        stream.flush()


def _state(named: NamedFile) -> dict[str, Any]:
    """What is at a path now, so that the command finds there what it would find by itself."""
    path = Path(named.text)
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            names = [entry.name for _, entry in zip(range(3), path.iterdir(), strict=False)] if path.exists() else []
            return {"state": "folder", "holds": names}
        if named.how == "read" and not os.access(path, os.R_OK):
            return {"state": "unreadable", "holds": []}
    except OSError:
        return {"state": "missing", "holds": []}
    return {"state": "file", "holds": []}


@contextlib.contextmanager
def _stopping(door: Door, asked: str) -> Iterator[None]:
    """Ctrl-C asks the dashboard to leave off, which then says what was stored; once more leaves at once."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.getsignal(signal.SIGINT)

    def stop(*_: object) -> None:
        signal.signal(signal.SIGINT, before)
        threading.Thread(target=_ask_to_stop, args=(door, asked), daemon=True).start()

    signal.signal(signal.SIGINT, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _ask_to_stop(door: Door, asked: str) -> None:
    connection = door.connection()
    with contextlib.suppress(OSError, http.client.HTTPException):
        connection.request("POST", f"{door.path.rstrip('/')}/{asked}/stop", headers=dict(door.headers))
        connection.getresponse().read()
    connection.close()
