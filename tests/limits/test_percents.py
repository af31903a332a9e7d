"""One wording of ratios, and none that a text writes for itself."""

from __future__ import annotations

import re

import pytest

from limits.percents import percent, percent_as_set
from tests.test_architecture import sources


@pytest.mark.parametrize(
    ("ratio", "words"),
    [
        (None, "—"),
        (0.0, "0 %"),
        (0.0004, "under 1 %"),
        (0.126, "13 %"),
        (0.996, "over 99 %"),
        (1.0, "100 %"),
        (1.2, "120 %"),
    ],
)
def test_a_small_risk_is_never_said_to_be_none(ratio: float | None, words: str) -> None:
    assert percent(ratio) == words


def test_what_somebody_chose_keeps_its_digits() -> None:
    assert [percent_as_set(r) for r in (0.1, 0.125, 0.005)] == ["10 %", "12.5 %", "0.5 %"]


def test_no_text_for_people_formats_a_percentage_by_itself() -> None:
    own = re.compile(r":[.,0-9]*%\}")  # Python's own '%' format knows no space and rounds to nothing
    lines = [(p.name, line) for p in sources("limits", "views") for line in p.read_text("utf-8").splitlines()]
    found = [(name, line) for name, line in lines if own.search(line) and "hovertemplate" not in line]
    assert found == []
