"""Commands asked with a token against the one table of who may do what: each role in its network and in another's."""

from __future__ import annotations

import asyncio
import io
import json

import httpx
import pytest
from starlette.types import ASGIApp

from data.frames import frames
from data.store import Store
from tests.limits.who_may import COMMANDS, OUTSIDERS, PEOPLE, argv, may
from tests.server.with_tokens import EVERYBODY, Worlds
from views.api import build
from views.server.commands import commands_app

SENDS_A_FILE = "limits bulk"  # whose file goes along: tests/server/test_commands_beside.py
WORDS = {command: words for command, (_, words) in COMMANDS.items() if command != SENDS_A_FILE}


@pytest.fixture
def world(worlds: Worlds) -> Store:
    return worlds.unchanged()


def may_with_a_token(command: str) -> frozenset[str]:
    """The table's roles; what concerns the whole store is for admins' tokens, and no token makes another."""
    room = command.partition(" ")[0]
    allowed = may(COMMANDS[command][0])
    return {"users": allowed & {"admin"}, "tokens": frozenset[str]()}.get(room, allowed)


class Door:
    """The server over whichever store a test has, built once: what it is made of takes longer than what it answers."""

    def __init__(self) -> None:
        self.store: Store | None = None
        self.app = build(self._stored, lambda _token: 0.0, beside={"/commands": commands_app(self._stored)})

    def _stored(self) -> Store:
        assert self.store is not None
        return self.store


@pytest.fixture(scope="module")
def door() -> Door:
    return Door()


@pytest.fixture
def app(door: Door, world: Store) -> ASGIApp:
    door.store = world
    return door.app


def run(app: ASGIApp, secret: str, program: str, arguments: list[str]) -> tuple[int, str]:
    """The exit code and what was said on stderr."""
    asked = {"id": "1", "program": program, "arguments": arguments, "called": "python -m ", "store_name": "here"}
    line = json.dumps(asked | {"environment": {}, "is_terminal": False, "files": []}).encode() + b"\n"

    async def ask() -> bytes:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost") as client:
            answer = await client.post("/commands/", content=line, headers={"Authorization": f"Bearer {secret}"})
            assert answer.status_code == 200, answer.text
            return answer.content

    told = list(frames(io.BytesIO(asyncio.run(ask()))))
    said = b"".join(content for one, content in told if one["kind"] == "err").decode()
    return int(told[-1][0]["code"]), said


@pytest.mark.parametrize("command", WORDS)
def test_a_command_with_a_token_refuses_whom_the_table_refuses(
    app: ASGIApp, worlds: Worlds, command: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    names = worlds.names()
    arguments = argv(command, names, tmp_path_factory.mktemp("list"))
    room = command.partition(" ")[0]
    program, given = ("limits", arguments) if room == "limits" else ("data", [room, *arguments])
    allowed = may_with_a_token(command)
    for role, email in sorted(EVERYBODY.items(), key=lambda one: one[0] in allowed):
        code, said = run(app, names[email], program, [*given, "--as", email])
        assert (code == 4) == (role not in allowed), (role, code, said)
        if role in OUTSIDERS and role not in allowed:
            assert "acme" not in said.lower().replace("'acme'", "").replace("@acme.example", ""), said
    csm, colleague = PEOPLE["csm"], PEOPLE["admin"]
    assert run(app, names[csm], program, [*given, "--as", colleague])[0] == 4  # a token is its person's alone
