"""Work that is not given up because nobody looks at it any more."""

from __future__ import annotations

from collections.abc import Callable

from streamlit.runtime.scriptrunner import RerunException, StopException, get_script_run_ctx

from views.visit import session


def patient(show: Callable[[float, str], None]) -> Callable[[float, str], None]:
    """Shows how far long work is, and lets it go on when nobody looks any more: the tab was closed, something else
    was clicked, or the server is ending and waits for it."""

    def show_on(share: float, doing: str) -> None:
        try:
            show(share, doing)
        except StopException:
            return
        except RerunException as click:
            if (context := get_script_run_ctx()) is not None and context.script_requests is not None:
                context.script_requests.request_rerun(click.rerun_data)  # once the work is done
            session.say_after_reload("The import went on while you moved on: Data, Log lists what is stored.")

    return show_on
