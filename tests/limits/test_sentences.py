"""Every answer of the sample portfolio read aloud: no sentence says otherwise than the figure beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.store import Store
from limits.actors import OPERATOR
from limits.advice import network_standing
from tests.portfolio_store import sample_store
from tests.store_maker import ON_POSTGRESQL

pytestmark = pytest.mark.skipif(ON_POSTGRESQL, reason="words are the same on either engine")
NETWORKS = ("basalt-mortgage", "harbor-dental", "summit-hvac", "northlight-solar", "juniper-toys", "sprout-kitchens")


def test_as_much_as_is_safe_is_said_where_nothing_more_is(tmp_path: Path) -> None:
    store = Store(sample_store(tmp_path / "sample.duckdb", tmp_path / "headroom.duckdb"))
    answers = [a for name in NETWORKS for a in network_standing(store, OPERATOR, name).answers.values()]
    store.close()
    for answer in answers:
        if answer.safe_increase:
            assert "as much as is safe" not in answer.sentence, answer.sentence
    assert any("alone would be safe" in answer.sentence for answer in answers)
