"""Commands on the local socket: a dashboard runs for its machine's user what the store's file would be opened for."""

from __future__ import annotations

import asyncio
import json
import logging
import tempfile
import threading
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import anyio
from anyio import to_thread
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp

from data import __main__ as data_commands
from data import stopping
from data.acting import ACT, Act
from data.called import MODULES, PREFIX, SCRIPT
from data.caller import CALLER, Bearer, Caller
from data.errors import HeadroomError, NotAllowed
from data.frames import LONGEST_LINE, frame
from data.store import Store
from limits import __main__ as limits_commands
from limits.commands.persons import require_admin_bearer
from views.api import Caller as ApiCaller
from views.server.answers import problem
from views.server.command_files import Files, Unfit
from views.server.command_output import Output, Pieces

Program = Callable[[list[str]], int]

PROGRAMS: Final[Mapping[str, Program]] = {"data": data_commands.main, "limits": limits_commands.main}
AT_ONCE: Final = 4  # commands that run, apart from the pages' threads; the next ones wait their turn
LONGEST_SECONDS: Final = 3600.0
UNEXPECTED: Final = 3
WHOLE_STORE: Final = frozenset(
    {"alerts", "import", "imports", "export", "check", "backup", "placements", "mappings", "users"}
)
NEVER_BY_TOKEN: Final = frozenset({"sample", "restore", "tokens"})  # one token makes no other

log = logging.getLogger("headroom")


@dataclass(frozen=True)
class Asked:
    """One command on its way."""

    program: str
    arguments: list[str]
    store_name: str
    environment: dict[str, str]
    is_terminal: bool
    called: str = MODULES
    bearer: Bearer | None = None
    stopped: threading.Event = field(default_factory=threading.Event)


class Commands:
    """Runs commands on an open store, a few at once, each for so long."""

    def __init__(self, store: Callable[[], Store]) -> None:
        self._store = store
        self._running: dict[str, Asked] = {}
        self._turn = anyio.CapacityLimiter(AT_ONCE)

    async def run(self, request: Request) -> Response:
        """`POST /commands`: a line that says which, the files that it reads; the answer arrives as it is made."""
        folder = tempfile.TemporaryDirectory(prefix="headroom-")
        try:
            with anyio.fail_after(LONGEST_SECONDS):
                body = _Body(request)
                said = json.loads(await body.line())
                asked, key = _asked(said, _bearer(request)), str(said["id"])
                files = Files(Path(folder.name), said["files"])
                await files.receive(body)
        except (Unfit, ValueError, KeyError, TypeError) as error:
            folder.cleanup()
            return problem(400, "Not a command", f"This is not a command ({error}).", exit_code=2)
        except BaseException as error:
            folder.cleanup()
            if isinstance(error, ClientDisconnect | TimeoutError):
                return problem(408, "Too slow", "The command did not arrive in time. Try again.", exit_code=3)
            raise
        return StreamingResponse(self._answer(key, asked, files, folder), media_type="application/octet-stream")

    async def stop(self, request: Request) -> Response:
        """`POST /commands/ID/stop`: what is under way is left off before it stores anything more."""
        asked = self._running.get(request.path_params["id"])
        if asked is None:
            return problem(404, "Not found", "No such command is running.")
        asked.stopped.set()
        return JSONResponse({"stopping": True}, 202)

    async def _answer(
        self, key: str, asked: Asked, files: Files, folder: tempfile.TemporaryDirectory[str]
    ) -> AsyncIterator[bytes]:
        """What the command prints, what it wrote, and its exit code; whoever leaves stops it."""
        pieces = Pieces(asyncio.get_running_loop())
        self._running[key] = asked
        working = asyncio.create_task(self._work(asked, files, pieces), name=f"headroom-command-{asked.program}")
        working.add_done_callback(lambda _done: folder.cleanup() if asked.stopped.is_set() else None)
        try:
            async for piece in pieces:
                yield piece
            code = await working
            async for piece in files.written():
                yield piece
            yield frame("exit", code=code)
        finally:
            asked.stopped.set()
            self._running.pop(key, None)
            if working.done():
                folder.cleanup()

    async def _work(self, asked: Asked, files: Files, pieces: Pieces) -> int:
        late = asyncio.get_running_loop().call_later(LONGEST_SECONDS, asked.stopped.set)
        try:
            return await to_thread.run_sync(self._run, asked, files, pieces, limiter=self._turn)
        finally:
            late.cancel()
            pieces.close()

    def _run(self, asked: Asked, files: Files, pieces: Pieces) -> int:
        caller = Caller(
            self._store(),
            asked.store_name,
            Output("out", pieces, files.as_named),
            Output("err", pieces, files.as_named, is_terminal=asked.is_terminal),
            files.places,
            asked.environment,
            files.as_named,
            asked.bearer,
        )
        PREFIX.set(asked.called)
        stopping.WANTED.set(asked.stopped)
        CALLER.set(caller)
        if asked.bearer is not None:
            ACT.set(Act(asked.bearer.token_id, asked.bearer.email, " ".join([asked.program, *asked.arguments[:1]]), ""))
        try:
            stopping.check()
            _refuse_by_token(self._store(), asked)
            with self._store().running.work(f"the command {asked.program} {' '.join(asked.arguments[:1])}"):
                return PROGRAMS[asked.program](asked.arguments)
        except SystemExit as ended:
            return ended.code if isinstance(ended.code, int) else 2
        except HeadroomError as error:
            caller.stderr.write(f"{' '.join(asked.arguments[:1])}: {error}\n")
            return error.exit_code
        except KeyboardInterrupt:
            return 130
        except Exception:
            log.exception("a command of the local socket failed")
            caller.stderr.write(f"{asked.program}: the dashboard failed; its log says why.\n")
            return UNEXPECTED


class _Body:
    """A request's body, by lines and by so many bytes."""

    def __init__(self, request: Request) -> None:
        self._parts = request.stream().__aiter__()
        self._kept = bytearray()

    async def line(self) -> bytes:
        while (end := self._kept.find(b"\n")) < 0:
            if len(self._kept) > LONGEST_LINE or not await self._more():
                raise Unfit("a line does not end")
        line = bytes(self._kept[:end])
        del self._kept[: end + 1]
        return line

    async def exactly(self, count: int) -> bytes:
        while len(self._kept) < count:
            if not await self._more():
                raise Unfit("it ends in the middle")
        taken = bytes(self._kept[:count])
        del self._kept[:count]
        return taken

    async def _more(self) -> bool:
        part = await anext(self._parts, b"")
        self._kept += part
        return bool(part)


def _bearer(request: Request) -> Bearer | None:
    """Whose token let the request in; None on the local socket, where there are none."""
    caller: ApiCaller | None = request.scope.get("state", {}).get("caller")
    return Bearer(caller.person.email, caller.token.scopes, caller.token.token_id) if caller else None


def _refuse_by_token(store: Store, asked: Asked) -> None:
    """What concerns the whole store is for admins; whatever is not known to ask who reads is for nobody."""
    if asked.bearer is None:
        return
    command = asked.arguments[0] if asked.arguments else ""
    if command in WHOLE_STORE:
        require_admin_bearer(store)
    elif asked.program != "limits" or command in NEVER_BY_TOKEN:
        raise NotAllowed(f"'{command}' is not asked of a server: use it where the store is.")


def _asked(said: Mapping[str, Any], bearer: Bearer | None) -> Asked:
    program, arguments, environment = said["program"], said["arguments"], said["environment"]
    if program not in PROGRAMS or not all(isinstance(one, str) for one in arguments):
        raise Unfit("no such program")
    return Asked(
        program,
        list(arguments),
        str(said["store_name"]),
        {str(name): str(value) for name, value in environment.items()},
        bool(said["is_terminal"]),
        f"{SCRIPT} " if str(said["called"]).startswith(SCRIPT) else MODULES,
        bearer,
    )


def commands_app(store: Callable[[], Store]) -> ASGIApp:
    """The commands for who comes from elsewhere with a token, behind the API's entry."""
    commands = Commands(store)
    return Starlette(
        routes=[
            Route("/", commands.run, methods=["POST"]),
            Route("/{id}/stop", commands.stop, methods=["POST"]),
        ]
    )
