"""Every answer of the sample portfolio read aloud: no sentence says otherwise than the figure beside it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from data.store import Store
from limits.actors import OPERATOR, actor
from limits.advice import network_standing
from limits.answers import reason_sentence
from limits.kinds import LimitKey
from limits.requests import FileRequest, file_request
from tests.limits.world import VIEWER, fill
from tests.portfolio_store import sample_store
from tests.store_maker import ON_POSTGRESQL

pytestmark = pytest.mark.skipif(ON_POSTGRESQL, reason="words are the same on either engine")
NOW = dt.datetime(2026, 11, 21, 12, 0, tzinfo=dt.UTC)
MONTH = dt.date(2026, 11, 1)
NETWORKS = ("basalt-mortgage", "harbor-dental", "summit-hvac", "northlight-solar", "juniper-toys", "sprout-kitchens")


def test_as_much_as_is_safe_is_said_where_nothing_more_is(tmp_path: Path) -> None:
    store = Store(sample_store(tmp_path / "headroom.duckdb"))
    answers = [a for name in NETWORKS for a in network_standing(store, OPERATOR, name).answers.values()]
    store.close()
    for answer in answers:
        if answer.safe_increase:
            assert "as much as is safe" not in answer.sentence, answer.sentence
    assert any("alone would be safe" in answer.sentence for answer in answers)


def test_no_safe_limit_is_said_bare_beside_an_answer_that_goes_beyond_it(tmp_path: Path) -> None:
    store = Store(sample_store(tmp_path / "headroom.duckdb"))
    answer = network_standing(store, OPERATOR, "northlight-solar").answers[LimitKey("dynamic")]
    store.close()
    assert (answer.safe_limit, answer.limit, answer.safe_limit_beside) == (57, 60, None)  # 60 is for June, 57 for now


def test_a_safe_increase_below_what_a_pair_grants_says_that_it_leaves_the_network_limit_as_it_is(store: Store) -> None:
    """45 of 50 dynamic numbers and 95 of 120 in all are used: the network limit leaves 25 more, 40 need both limits."""
    store.write(fill)
    file_request(store, actor(store, VIEWER), FileRequest("acme", "dynamic", 40, MONTH, "posters"), now=NOW)
    answer = network_standing(store, OPERATOR, "acme", now=NOW).answers[LimitKey("dynamic")]
    assert answer.pair is not None
    assert answer.limit is not None
    assert answer.limit > 70 == answer.safe_limit
    said = " ".join(reason_sentence(reason) for reason in answer.reasons)
    assert "Without raising the network limit, up to 20 more, to 70, is safe" in said
    assert " Up to 20 more" not in said
