"""What a server that is told to end waits for, by its setting."""

from __future__ import annotations

import pytest

from data.errors import BadInput
from views.server.ending import ending_seconds


def test_how_long_running_work_is_waited_for_is_a_setting() -> None:
    assert ending_seconds({}) == 30
    assert ending_seconds({"HEADROOM_ENDING_SECONDS": " 90 "}) == 90
    for wrong in ("0", "-1", "1.5", "3601", "soon", "²"):
        with pytest.raises(BadInput, match=r"HEADROOM_ENDING_SECONDS is '.*': give whole seconds from 1 to 3,600"):
            ending_seconds({"HEADROOM_ENDING_SECONDS": wrong})
