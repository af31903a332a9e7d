import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecasting.risk.split import DYNAMIC, Claim, FairSplit, fair_split

claim_lists = st.lists(st.tuples(st.integers(0, 200), st.integers(0, 300)), min_size=1, max_size=12).map(
    lambda pairs: [Claim(f"campaign-{index}", usage, need) for index, (usage, need) in enumerate(pairs)]
)


def used(campaigns):
    return sum(campaign.usage for campaign in campaigns)


def needed(campaigns):
    return sum(max(campaign.usage, campaign.need) for campaign in campaigns)


@given(campaigns=claim_lists, over=st.integers(0, 2_000))
def test_limits_and_what_is_unassigned_add_up_exactly_and_nobody_falls_below_usage(campaigns, over):
    split = fair_split(used(campaigns) + over, campaigns)
    assert sum(split.limits.values()) + split.unassigned == used(campaigns) + over
    assert all(split.limits[campaign.campaign_id] >= campaign.usage for campaign in campaigns)
    assert all(isinstance(limit, int) for limit in split.limits.values())


@given(campaigns=claim_lists, over=st.integers(0, 2_000), data=st.data())
def test_the_order_of_the_campaigns_changes_nothing(campaigns, over, data):
    shuffled = data.draw(st.permutations(campaigns))
    assert fair_split(used(campaigns) + over, shuffled) == fair_split(used(campaigns) + over, campaigns)


@given(campaigns=claim_lists, over=st.integers(0, 2_000))
def test_every_need_is_met_where_there_is_enough_and_no_need_is_passed_where_there_is_not(campaigns, over):
    numbers = used(campaigns) + over
    split = fair_split(numbers, campaigns)
    for campaign in campaigns:
        need = max(campaign.usage, campaign.need)
        limit = split.limits[campaign.campaign_id]
        assert limit == need if numbers >= needed(campaigns) else limit <= need
    assert (split.rule == "enough") == (numbers >= needed(campaigns))
    assert split.unassigned == max(numbers - needed(campaigns), 0)


def fill_one_by_one(numbers, campaigns):
    """The slow twin: each number goes to whoever has least and still needs one; the dynamic numbers come last."""
    limits = {campaign.campaign_id: campaign.usage for campaign in campaigns}
    for _ in range(numbers - used(campaigns)):
        wanting = [campaign for campaign in campaigns if limits[campaign.campaign_id] < campaign.need]
        if wanting:
            poorest = min(wanting, key=lambda c: (limits[c.campaign_id], c.campaign_id == "", c.campaign_id))
            limits[poorest.campaign_id] += 1
    return limits


@given(campaigns=claim_lists, share=st.fractions(0, 2))
def test_it_is_as_if_each_number_went_to_whoever_has_least(campaigns, share):
    numbers = used(campaigns) + int(share * (needed(campaigns) - used(campaigns)))
    assert fair_split(numbers, campaigns).limits == fill_one_by_one(numbers, campaigns)


@given(campaigns=claim_lists, over=st.integers(0, 500))
def test_one_number_more_takes_nothing_from_anybody_while_there_is_too_little(campaigns, over):
    now = fair_split(used(campaigns) + over, campaigns)
    more = fair_split(used(campaigns) + over + 1, campaigns)
    if more.rule != "enough":
        assert all(more.limits[name] >= limit for name, limit in now.limits.items())


def test_equal_claims_differ_by_one_at_most_and_the_first_ids_have_it_before_the_dynamic_numbers():
    campaigns = [Claim(name, 0, 30) for name in ("c", DYNAMIC, "a")]
    assert fair_split(50, campaigns).limits == {"a": 17, "c": 17, DYNAMIC: 16}
    assert fair_split(49, campaigns).limits == {"a": 17, "c": 16, DYNAMIC: 16}
    assert fair_split(91, campaigns) == FairSplit({"a": 30, "c": 30, DYNAMIC: 30}, unassigned=1, rule="enough")


@pytest.mark.parametrize(
    ("total", "claims", "gives"),
    [
        # c, b and dynamic need no more than they use: a has the rest of 150, 70 of the 80 it needs.
        (
            150,
            [("a", 60, 80), ("b", 30, 30), ("c", 10, 10), (DYNAMIC, 40, 40)],
            {"a": 70, "b": 30, "c": 10, DYNAMIC: 40},
        ),
        # 29 and 81 have their needs: 200 - 110 = 90 are left of the 112.
        (200, [("a", 0, 29), ("b", 0, 112), (DYNAMIC, 0, 81)], {"a": 29, "b": 90, DYNAMIC: 81}),
        # 33 each, and the one number over goes to the first name.
        (100, [("a", 0, 50), ("b", 0, 50), ("c", 0, 34)], {"a": 34, "b": 33, "c": 33}),
    ],
)
def test_splits_worked_by_hand(total, claims, gives):
    split = fair_split(total, [Claim(*claim) for claim in claims])
    assert (split.limits, split.unassigned, split.rule) == (gives, 0, "too little")


def test_a_small_need_is_met_before_a_large_one_is_halved():
    split = fair_split(60, [Claim("small", 2, 10), Claim("large", 5, 200), Claim("old", 30, 10)])
    assert split.limits == {"small": 10, "large": 20, "old": 30}
    assert (split.rule, split.unassigned) == ("too little", 0)


def test_nothing_over_the_floors_leaves_everybody_with_usage():
    split = fair_split(7, [Claim("one", 2, 10), Claim("two", 5, 20)])
    assert (split.limits, split.rule) == ({"one": 2, "two": 5}, "usage alone")


def test_what_nobody_needs_stays_unassigned():
    split = fair_split(4, [Claim("one", 0, 0), Claim("two", 0, 0)])
    assert split == FairSplit({"one": 0, "two": 0}, unassigned=4, rule="enough")


def test_a_thousand_campaigns_add_up():
    rng = np.random.default_rng(1)
    campaigns = [Claim(f"{index:04d}", *map(int, rng.integers(0, 500, 2))) for index in range(1_000)]
    for numbers in (used(campaigns), used(campaigns) + 12_345, needed(campaigns) + 77):
        split = fair_split(numbers, campaigns)
        assert sum(split.limits.values()) + split.unassigned == numbers


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda: fair_split(3, []), "at least one campaign, got none for 3"),
        (lambda: fair_split(3, [Claim("one", 4, 5)]), "numbers must be a whole number >= 4, .* got 3"),
        (lambda: fair_split(9, [Claim("one", 1, 1)] * 2), "campaigns must be named once, got campaign one twice"),
        (lambda: Claim("one", -1, 5), "usage of campaign one must be a whole number >= 0, got -1"),
        (lambda: Claim("one", 1, 5.5), "need of campaign one must be a whole number >= 0, got 5.5"),
    ],
)
def test_what_cannot_be_divided_is_refused_by_name_and_value(ask, message):
    with pytest.raises(ValueError, match=message):
        ask()
