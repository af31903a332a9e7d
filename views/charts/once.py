"""A picture of the same figures is made once: making it costs more than the rest of a page."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import fields, is_dataclass
from functools import wraps
from typing import Any, ParamSpec

import numpy as np
import plotly.graph_objects as go

MOST = 200  # of one kind

P = ParamSpec("P")


class Picture(go.Figure):  # type: ignore[misc]  # plotly has no types
    """A figure that is drawn to its end: what is sent of it is put together once."""

    _sent: dict[str, Any] | None = None

    def to_dict(self) -> dict[str, Any]:
        """Streamlit asks for it at every run, and writes it as JSON."""
        if self._sent is None:
            self._sent = super().to_dict()
        return self._sent


def drawn_once(draw: Callable[P, go.Figure]) -> Callable[P, go.Figure]:
    """For a function whose arguments say all that its picture shows: the same figures, whoever has them, give the
    same picture. Nobody changes one that was drawn.
    """
    drawn: OrderedDict[Hashable, go.Figure] = OrderedDict()
    lock = threading.Lock()

    @wraps(draw)
    def once(*args: P.args, **more: P.kwargs) -> go.Figure:
        key = _key((args, more))
        with lock:
            if key in drawn:
                drawn.move_to_end(key)
                return drawn[key]
        figure = Picture(draw(*args, **more))
        with lock:
            drawn[key] = figure
            while len(drawn) > MOST:
                drawn.popitem(last=False)
        return figure

    return once


def _key(value: object) -> Hashable:
    """One key for figures that are equal to the last bit."""
    if isinstance(value, list | tuple):
        return tuple(map(_key, value))
    if isinstance(value, Mapping):
        return tuple((name, _key(part)) for name, part in value.items())
    if isinstance(value, np.ndarray):
        return (value.shape, value.dtype.str, value.tobytes())
    if is_dataclass(value) and not isinstance(value, type):
        return (type(value), *(_key(getattr(value, field.name)) for field in fields(value)))
    assert isinstance(value, Hashable)
    return value
