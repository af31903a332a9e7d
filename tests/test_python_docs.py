"""The page of the engine's functions: its examples run, print what they say they print, and every function is there."""

from __future__ import annotations

import contextlib
import inspect
import io
import re
from pathlib import Path

import forecasting

PAGE = (Path(__file__).parents[1] / "docs" / "python.md").read_text(encoding="utf-8")


def test_every_example_prints_what_the_page_says() -> None:
    blocks = re.findall(r"^```python\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
    assert len(blocks) > 3
    names: dict[str, object] = {}
    for block in blocks:
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            exec(compile(block, "docs/python.md", "exec"), names)  # the page's own text, and nothing else
        promised = re.findall(r"^print\(.*\)  +# (.*)$|^print\(.*\) # (.*)$", block, re.MULTILINE)
        assert said.getvalue().splitlines() == [a or b for a, b in promised], block


def test_every_public_function_is_on_the_page_with_its_arguments() -> None:
    for name in forecasting.__all__:
        found = getattr(forecasting, name)
        if inspect.isfunction(found):
            row = re.search(rf"\| `{name}\(([^`]*)\)`", PAGE)
            assert row, name
            stated = [part.split("=")[0].strip() for part in row[1].split(",") if part.strip() not in ("*", "...")]
            assert stated == [*inspect.signature(found).parameters][: len(stated)], name
