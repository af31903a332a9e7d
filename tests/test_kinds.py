"""The kinds of limit stand in one table: who asks it, and who still names one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from limits.kinds import KINDS, OF_THE_NETWORK, TABLE, LimitKey, NumberType, limits_of_a_new_number, who_may_raise

ROOT = Path(__file__).parents[1]
# A kind that is compared with, looked up by, or made from its name.
NAMED = re.compile(
    r"""LimitKey\(\s*["']"""
    r"""|\bkind\b[^\n"']{0,6}(?:==|!=|<>|in)\s*[(\[]?["'](?:campaign|network|dynamic)\b"""
    r"""|\.get\(["'](?:campaign|network|dynamic)["']|\[["'](?:campaign|network)["']\]"""
    r"""|Literal\[[^\]\n]*["']campaign["']|\(["'](?:network|dynamic)["'], ["'](?:network|dynamic)["']\)"""
    r"""|kind=["'](?:campaign|network|dynamic)["']"""
)
NAMES_THEM = {
    "limits/kinds.py": "the table",
    "data/documents/evidence.py": "what a decision was frozen with, in the form of its time",
    "data/documents/evidence_v2.py": "the same",
    "data/imports/loading/limits.py": "which column of which file sets a limit",
    "data/sample/limit_history.py": "the sample's own course",
    "data/sample/simulation.py": "the same",
    "data/sample/story.py": "the same",
    "forecasting/risk/joint.py": "how limits cut demand off inside one another",
    "forecasting/risk/joint_safe.py": "the same",
}


def test_no_other_file_names_a_kind() -> None:
    found = {
        str(path.relative_to(ROOT))
        for room in ("limits", "views", "data", "forecasting")
        for path in (ROOT / room).rglob("*.py")
        if NAMED.search(path.read_text(encoding="utf-8"))
    }
    assert found == set(NAMES_THEM)


def test_the_table_has_every_kind_and_all_are_nested_in_one_that_counts_everything() -> None:
    assert set(TABLE) == set(KINDS)
    whole = [one for one in TABLE.values() if one.is_whole]
    assert [one.name for one in whole] == ["network"]
    assert OF_THE_NETWORK[0] == LimitKey("network")
    for one in TABLE.values():
        if one.nested_in is not None:
            assert set(one.number_types) <= set(TABLE[one.nested_in].number_types)


@pytest.mark.parametrize(
    ("number_type", "campaign_id", "keys"),
    [
        ("static", "spring", (LimitKey("campaign", "spring"), LimitKey("network"))),
        ("dynamic", "", (LimitKey("dynamic"), LimitKey("network"))),
    ],
)
def test_a_new_number_passes_its_own_limit_and_those_it_is_nested_in(
    number_type: NumberType, campaign_id: str, keys: tuple[LimitKey, ...]
) -> None:
    assert limits_of_a_new_number(number_type, campaign_id) == keys


def test_who_may_raise_follows_the_table_and_the_settings() -> None:
    at_once, by_request = "a Super User of the network, at once", "the customer success manager, through a request"
    assert {kind: who_may_raise(kind, ("super_user",)) for kind in KINDS} == {
        "campaign": at_once,
        "network": by_request,
        "dynamic": by_request,
    }
    assert {who_may_raise(kind, ()) for kind in KINDS} == {by_request}
