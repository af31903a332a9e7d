"""How people come in: by a sign-in service, as anybody in a demo of the sample, as the owner, or not at all.

Whatever is half configured means closed: nothing falls back to a weaker door.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

import streamlit as st

from data.sample.mark import is_only_sample
from views.server import place

Mode = Literal["provider", "demo", "owner", "closed"]

LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})
DEMO: Final = "HEADROOM_DEMO"
SHORTEST_SECRET: Final = 32
_NEEDED: Final = ("redirect_uri", "cookie_secret", "client_id", "client_secret", "server_metadata_url")


@dataclass(frozen=True)
class Entry:
    """The door that is open, and why none is."""

    mode: Mode
    reason: str = ""


@dataclass(frozen=True)
class Secrets:
    """What the secrets' files say of a sign-in service: usable, or why not; neither where there is no file."""

    usable: bool = False
    trouble: str = ""
    redirect_uri: str = ""


def entry_of(
    secrets: Secrets, *, address: str | None, demo: bool, only_sample: bool, alone: Callable[[], bool]
) -> Entry:
    """The one rule; ``alone`` says whether no other process serves the same store without a sign-in."""
    if secrets.trouble:
        return Entry("closed", secrets.trouble)
    if secrets.usable:
        return Entry("provider")
    if address not in LOOPBACK:
        return Entry(
            "closed",
            f"It is served on {address or 'every address of this machine'}, which other machines reach, and no sign-in "
            "service is configured.",
        )
    if not alone():
        return Entry(
            "closed",
            "Another process serves the same store without a sign-in service, and there must not be two.",
        )
    return Entry("demo" if demo and only_sample else "owner")


def store_is_only_sample() -> bool:
    """Whether everything in the store is made up."""
    with place.store().reading() as cursor:
        return is_only_sample(cursor)


def entry(only_sample: Callable[[], bool] = store_is_only_sample) -> Entry:
    """How people come in here and now; ``only_sample`` is for who knows the answer of this version of the store."""
    secrets = secrets_in(secret_files())
    return entry_of(
        secrets,
        address=st.get_option("server.address"),
        demo=demo_wanted(),
        only_sample=not secrets.usable and only_sample(),
        alone=lambda: place.store().is_alone(),
    )


def demo_wanted(environment: Mapping[str, str] = os.environ) -> bool:
    return environment.get(DEMO, "").strip() == "1"


def secret_files() -> list[Path]:
    return [Path(name) for name in st.get_option("secrets.files")]


def secrets_in(files: Sequence[Path]) -> Secrets:
    """Reads what is there, anew each time: a file that becomes unusable closes the door."""
    there = [path for path in files if path.exists()]
    if not there:
        return Secrets()
    auth: dict[str, Any] = {}
    for path in there:
        if path.is_dir():
            return Secrets(trouble=f"{path} is a folder; the sign-in service is read from a file secrets.toml.")
        try:
            tables = tomllib.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            return Secrets(trouble=f"{path} cannot be read ({error}).")
        given = tables.get("auth")
        if given is not None and not isinstance(given, dict):
            return Secrets(trouble=f"auth in {path} is no section: write [auth] on a line of its own.")
        auth |= given or {}
    trouble = _trouble(auth)
    if trouble:
        return Secrets(trouble=f"{' and '.join(map(str, there))} {trouble}")
    return Secrets(usable=True, redirect_uri=str(auth["redirect_uri"]))


def _trouble(auth: Mapping[str, Any]) -> str:
    if not auth:
        return "is there and has no section [auth], so it names no sign-in service."
    for name in _NEEDED:
        value = auth.get(name)
        if not isinstance(value, str) or not value.strip():
            return f"lacks {name} in its section [auth]."
    if len(str(auth["cookie_secret"])) < SHORTEST_SECRET:
        return f"has a cookie_secret that is shorter than {SHORTEST_SECRET} characters."
    redirect = str(auth["redirect_uri"])
    if not redirect.startswith(("https://", "http://")) or not redirect.endswith("/oauth2callback"):
        return "has a redirect_uri that is not an address ending in /oauth2callback."
    return ""
