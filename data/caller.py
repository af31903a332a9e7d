"""Whom a command answers: the terminal it runs in, or one elsewhere for which a dashboard runs it."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, Protocol

from data.store import Store, open_store

How = Literal["read", "write", "folder"]


class Stream(Protocol):
    """What a command prints to."""

    def write(self, text: str, /) -> object: ...

    def flush(self) -> None: ...

    def isatty(self) -> bool: ...


@dataclass(frozen=True)
class Bearer:
    """Who came with a token, and what it is for."""

    email: str
    scopes: tuple[str, ...]
    token_id: str


@dataclass(frozen=True)
class Caller:
    """Who asked a dashboard for a command; ``files`` are where the paths of its arguments lie meanwhile."""

    store: Store
    store_name: str
    stdout: Stream
    stderr: Stream
    files: Mapping[str, Path]
    environment: Mapping[str, str]
    as_named: Callable[[str], str]
    bearer: Bearer | None = None  # None for this machine's user, who may be anybody


@dataclass(frozen=True)
class NamedFile:
    """A path among a command's arguments, and what the command does there."""

    how: How
    text: str


CALLER: Final[ContextVar[Caller | None]] = ContextVar("headroom_caller", default=None)
_NAMED: Final[ContextVar[list[NamedFile] | None]] = ContextVar("headroom_named_files", default=None)


def stdout() -> Stream:
    """Where a command's answer goes."""
    caller = CALLER.get()
    return caller.stdout if caller else sys.stdout


def stderr() -> Stream:
    """Where a command says what is wrong."""
    caller = CALLER.get()
    return caller.stderr if caller else sys.stderr


def environment() -> Mapping[str, str]:
    """The settings of whoever asked."""
    caller = CALLER.get()
    return caller.environment if caller else os.environ


def bearer() -> Bearer | None:
    """Who came with a token; None for who holds the store's file."""
    caller = CALLER.get()
    return caller.bearer if caller else None


def store_name(store: Store) -> str:
    """What whoever asked calls the store."""
    caller = CALLER.get()
    return caller.store_name if caller else store.name


def as_named(text: str) -> str:
    """The text with its paths as whoever asked wrote them."""
    caller = CALLER.get()
    return caller.as_named(text) if caller else text


@contextmanager
def opened_store() -> Iterator[Store]:
    """The store for the time of a command: the dashboard's own, which stays open, or one opened for it."""
    caller = CALLER.get()
    if caller is not None:
        yield caller.store
        return
    store = open_store(begin=False)
    try:
        yield store
    finally:
        store.close()


@contextmanager
def naming() -> Iterator[list[NamedFile]]:
    """Collects the files that arguments name while they are parsed."""
    named: list[NamedFile] = []
    token = _NAMED.set(named)
    try:
        yield named
    finally:
        _NAMED.reset(token)


def file_to_read(text: str) -> Path:
    """The type of an argument that names a file the command reads."""
    return _place("read", text)


def file_to_write(text: str) -> Path:
    """The type of an argument that names a file the command writes."""
    return _place("write", text)


def folder_to_write(text: str) -> Path:
    """The type of an argument that names a folder the command fills."""
    return _place("folder", text)


def _place(how: How, text: str) -> Path:
    named = _NAMED.get()
    if named is not None and NamedFile(how, text) not in named:
        named.append(NamedFile(how, text))
    caller = CALLER.get()
    if caller is None:
        return Path(text)
    if text not in caller.files:  # a command run for somebody elsewhere touches no file of this machine's
        raise argparse.ArgumentTypeError(f"{text} was not sent along")
    return caller.files[text]
