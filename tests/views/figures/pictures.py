"""What a chart draws, read from what is sent to the browser, and held against the points it should have.

A picture is rows by the name of their line: `x`, `y`, and what the mouse shows beside them. Straight lines stand under
``across`` and ``upright``, words in the drawing under ``words``, what the upright axis counts under ``unit``.
"""

from __future__ import annotations

import base64
import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

Row = tuple[Any, ...]
Picture = Mapping[str, Sequence[Row]]
ACROSS, UPRIGHT, WORDS, UNIT = "across", "upright", "words", "unit"
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_SHOWN = re.compile(r"%\{(customdata|text)")


def drawn(spec: str) -> Picture:
    """The picture that Plotly makes of ``spec``, the JSON of a figure."""
    figure = json.loads(spec)
    layout = figure["layout"]
    lines: dict[str, list[Row]] = {trace["name"]: list(_rows(trace)) for trace in figure["data"]}
    assert len(lines) == len(figure["data"]), "two lines of one name"
    for shape in layout.get("shapes", ()):
        name, at = (ACROSS, "y") if shape["y0"] == shape["y1"] else (UPRIGHT, "x")
        lines.setdefault(name, []).append((shape[f"{at}0"],))
    for one in layout.get("annotations", ()):
        lines.setdefault(WORDS, []).append((one["text"],))
    return lines | {UNIT: [(layout["yaxis"]["title"]["text"],)]}


def _rows(trace: Mapping[str, Any]) -> Iterator[Row]:
    columns = [_values(trace["x"]), _values(trace["y"])]
    if "text" in trace:
        columns.append(_values(trace["text"]))
    if "customdata" in trace:
        columns += list(zip(*_values(trace["customdata"]), strict=True))
    for row in zip(*columns, strict=True):
        yield tuple(_plain(one) for one in row)


def _values(given: Any) -> list[Any]:
    """A column, also where it is sent as bytes."""
    if not isinstance(given, dict):
        return list(given)
    array = np.frombuffer(base64.b64decode(given["bdata"]), dtype=given["dtype"])
    if "shape" in given:
        array = array.reshape([int(one) for one in given["shape"].split(",")])
    return list(array.tolist())


def _plain(one: Any) -> Any:
    if isinstance(one, str):
        return one[:10] if _DAY.match(one) else one
    return None if isinstance(one, float) and math.isnan(one) else one


def faults(shown: Picture, known: Picture) -> list[str]:
    """Where a picture is another than it should be."""
    wrong = [f"'{name}' is drawn, and nothing is known of it" for name in shown.keys() - known.keys()]
    wrong += [f"'{name}' is not drawn" for name in known.keys() - shown.keys()]
    for name in shown.keys() & known.keys():
        if len(shown[name]) != len(known[name]):
            wrong.append(f"'{name}' has {len(shown[name])} points instead of {len(known[name])}")
        pairs = zip(shown[name], known[name], strict=False)
        wrong += [f"'{name}' shows {one} instead of {other}" for one, other in pairs if not _same(one, other)]
    return wrong


def _same(one: Row, other: Row) -> bool:
    return len(one) == len(other) and all(_alike(a, b) for a, b in zip(one, other, strict=True))


def _alike(one: Any, other: Any) -> bool:
    if isinstance(one, int | float) and isinstance(other, int | float):
        return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-6)
    return bool(one == other)


def falsified(shown: Picture) -> Iterator[tuple[str, Picture]]:
    """The same picture with one more at one place, for the first, the middle and the last point of each line."""
    for name, rows in shown.items():
        for at in sorted({0, len(rows) // 2, len(rows) - 1}):
            for place, one in enumerate(rows[at]):
                if (more := _one_more(one)) is not None:
                    row = (*rows[at][:place], more, *rows[at][place + 1 :])
                    yield f"{name}: {row} for {one}", {**shown, name: [*rows[:at], row, *rows[at + 1 :]]}


def _one_more(one: Any) -> Any:
    if isinstance(one, str):
        return f"{one}1" if any(c.isdigit() for c in one) else None
    return None if one is None else one + 1
