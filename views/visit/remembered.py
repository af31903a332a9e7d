"""Reads of the store as pages make them: worked out once for a version of its data, for whoever may see the same."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

import streamlit as st

from limits.clock import present
from views.server import place
from views.visit.memory import Memory

MOST_LARGE, MOST_SMALL = 96, 4_000  # a standing holds megabytes of paths, a list of names a few kilobytes

T = TypeVar("T")


@dataclass(frozen=True)
class _Seen:
    """What one run of a page goes by: the version it found, and how many changes had ended by then."""

    of: tuple[str, int]
    ended_changes: int


_RUN: ContextVar[list[_Seen] | None] = ContextVar("headroom_page_run", default=None)


@contextmanager
def one_run() -> Iterator[None]:
    """A run of a page asks for the version once, and again after a change that this process made."""
    if _RUN.get() is not None:
        yield
        return
    token = _RUN.set([])
    try:
        yield
    finally:
        _RUN.reset(token)


def place_and_version() -> tuple[str, int]:
    """What a figure of the store is known by."""
    store, seen = place.store(), _RUN.get()
    if seen and seen[-1].of[0] == store.name and seen[-1].ended_changes == store.ended_changes:
        return seen[-1].of
    ended = store.ended_changes  # before the version: a change that ends in between is asked for again
    of = (store.name, store.data_version())
    if seen is not None:
        seen.append(_Seen(of, ended))
    return of


def shared(key: Hashable, make: Callable[[], T], *, waiting: str = "", is_large: bool = False) -> T:
    """A value that is the same for everybody whose ``key`` is the same: say in it whatever it depends on but the data,
    who may see it and what day it is with the rest. Nobody may change it. ``waiting`` is said while it is made.
    """
    memory = _large() if is_large else _small()
    return memory.get(place_and_version(), key, make, partial(_said, waiting))


def quarter() -> dt.datetime:
    """The quarter of an hour it is: wherever a network is, its days begin with one."""
    now = present().astimezone(dt.UTC)
    return now.replace(minute=now.minute - now.minute % 15, second=0, microsecond=0)


@st.cache_resource(show_spinner=False)
def _large() -> Memory:
    return Memory(MOST_LARGE)


@st.cache_resource(show_spinner=False)
def _small() -> Memory:
    return Memory(MOST_SMALL)


@contextmanager
def _said(waiting: str) -> Iterator[None]:
    with st.spinner(waiting) if waiting else nullcontext():
        yield
