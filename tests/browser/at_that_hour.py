"""Streamlit with a clock that stands still: python -m tests.browser.at_that_hour 2026-11-23T12:00+00:00 run ..."""

from __future__ import annotations

import datetime as dt
import runpy
import sys

from limits import clock


def main(hour: str, command: list[str]) -> None:
    moment = dt.datetime.fromisoformat(hour)
    clock._now = lambda: moment
    sys.argv = ["streamlit", *command]
    runpy.run_module("streamlit", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
