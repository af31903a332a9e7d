"""Reads of the store as pages make them: worked out once for a version of its data, for whoever may see the same."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from functools import cached_property, partial
from typing import Concatenate, ParamSpec, TypeVar

import streamlit as st

from data.store import Store
from limits.clock import present
from views.server import place
from views.visit.memory import Memory

MOST_LARGE, MOST_SMALL = 256, 4_000  # a standing has up to half a megabyte, a list of names a few kilobytes

P = ParamSpec("P")
S = TypeVar("S")
T = TypeVar("T")


class _Run:
    """What one run of a page goes by: the store, what is remembered of it, and the version that was found."""

    def __init__(self) -> None:
        self._found = -1, -1  # how many changes had ended, and the version that was read then

    @cached_property
    def store(self) -> Store:
        return place.store()

    @cached_property
    def small(self) -> Memory:
        return _small()

    @cached_property
    def large(self) -> Memory:
        return _large()

    def version(self) -> int:
        """Read anew once a change of this process has ended, well or not."""
        ended = self.store.ended_changes  # before the version: a change that ends in between is asked for again
        if self._found[0] != ended:
            self._found = ended, self.store.data_version()
        return self._found[1]


_RUN: ContextVar[_Run | None] = ContextVar("headroom_page_run", default=None)


@contextmanager
def one_run() -> Iterator[None]:
    """A run of a page asks for the version once, and again after a change that this process made."""
    if _RUN.get() is not None:
        yield
        return
    token = _RUN.set(_Run())
    try:
        yield
    finally:
        _RUN.reset(token)


def store() -> Store:
    """The one store of this process."""
    run = _RUN.get()
    return run.store if run else place.store()


def version() -> int:
    """The version of its data that the page shows."""
    return (_RUN.get() or _Run()).version()


def shared(key: Hashable, make: Callable[[], T], *, waiting: str = "", is_large: bool = False) -> T:
    """A value that is the same for everybody whose ``key`` is the same: say in it whatever it depends on but the data,
    who may see it and what day it is with the rest. Nobody may change it. ``waiting`` is said while it is made.
    """
    run = _RUN.get() or _Run()
    memory = run.large if is_large else run.small
    return memory.get((run.store.name, run.version()), key, make, partial(_said, waiting))


def derived(work: Callable[Concatenate[S, P], T], source: S, *args: P.args, **more: P.kwargs) -> T:
    """What follows from ``source``, such as a standing, and the other arguments alone: worked out once for that very
    object, which is kept with it.
    """
    key = (work, id(source), args, tuple(more.items()))
    return shared(key, lambda: (source, work(source, *args, **more)), is_large=True)[1]


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
