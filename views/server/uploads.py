"""Uploads: taken from who may come in, so much of each visit and in all, and let go when the visit is over."""

from __future__ import annotations

import asyncio
import logging
import os
import re
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final, Protocol

import streamlit as st
from streamlit.runtime import get_instance

from data.serving_numbers import serving_number

PATH: Final = re.compile(r"/_stcore/upload_file/([^/]+)/([^/]+)/?")
SWEEP_SECONDS, GRACE_SECONDS = 5.0, 30.0
_MB: Final = 1_000_000

log = logging.getLogger("headroom")


class TooMuch(Exception):
    """An upload that goes beyond a bound; the message is for who uploads."""


class Storage(Protocol):
    """What this needs of Streamlit's store of uploaded files."""

    file_storage: Mapping[str, Mapping[str, object]]

    def remove_session_files(self, session_id: str) -> None: ...


class Uploads:
    """Counts what is kept and what is arriving."""

    def __init__(self, each: int, everything: int) -> None:
        self._each, self._all = each, everything
        self._arriving: dict[str, int] = defaultdict(int)
        self._left_since: dict[str, float] = {}

    @contextmanager
    def arriving(self, session: str, size: int, storage: Storage) -> Iterator[None]:
        """Sets room aside for an upload while it arrives; raises TooMuch where there is none."""
        if kept_bytes(storage, session) + self._arriving[session] + size > self._each:
            raise TooMuch(f"One visit may upload {self._each // _MB:,} MB; take away a file, or reload the page.")
        if sum(kept_bytes(storage, visit) for visit in list(storage.file_storage)) + self._total() + size > self._all:
            raise TooMuch("Others are uploading so much that there is no room at the moment. Try again in a minute.")
        self._arriving[session] += size
        try:
            yield
        finally:
            self._arriving[session] -= size
            if not self._arriving[session]:
                del self._arriving[session]

    def let_go(self, storage: Storage, is_active: Mapping[str, bool], now: float) -> list[str]:
        """Frees the files of visits that have been over for a while; returns whose."""
        freed = []
        self._left_since = {visit: since for visit, since in self._left_since.items() if visit in is_active}
        for session, active in is_active.items():
            if active:
                self._left_since.pop(session, None)
            elif now - self._left_since.setdefault(session, now) >= GRACE_SECONDS:
                storage.remove_session_files(session)
                self._left_since.pop(session, None)
                freed.append(session)
        return freed

    def _total(self) -> int:
        return sum(self._arriving.values())


def kept_bytes(storage: Storage, session: str) -> int:
    """What is kept for a visit."""
    files = storage.file_storage.get(session, {})
    return sum(len(getattr(file, "data", b"")) for file in list(files.values()))


def bounds(environment: Mapping[str, str] = os.environ) -> tuple[int, int]:
    """Bytes of one visit and in all, from the settings."""
    each, everything = (serving_number(name, environment) for name in ("upload_mb_each", "upload_mb_all"))
    return each * _MB, everything * _MB


def storage() -> Storage:
    """Streamlit's own store of uploaded files."""
    uploads: Storage = get_instance().uploaded_file_mgr  # type: ignore[assignment]
    return uploads


async def let_go_for_ever(uploads: Uploads) -> None:
    """Frees what is left of visits that are over, for as long as the server runs."""
    while True:
        await asyncio.sleep(SWEEP_SECONDS)
        runtime, kept = get_instance(), storage()
        active = {session: runtime.is_active_session(session) for session in list(kept.file_storage)}
        for session in uploads.let_go(kept, active, time.monotonic()):
            log.info("the uploads of visit %s were let go", session)


def largest_file() -> int:
    """Bytes that one file may have, with what its form adds."""
    return int(st.get_option("server.maxUploadSize")) * 1024 * 1024 + 1024 * 1024
