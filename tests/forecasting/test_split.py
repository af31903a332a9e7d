from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecasting.split import CampaignNeed, fair_split

campaign_lists = st.lists(st.tuples(st.integers(0, 200), st.integers(0, 300)), min_size=1, max_size=12).map(
    lambda pairs: [CampaignNeed(f"campaign-{index}", usage, need) for index, (usage, need) in enumerate(pairs)]
)


def used(campaigns):
    return sum(campaign.usage for campaign in campaigns)


def needed(campaigns):
    return sum(max(campaign.usage, campaign.need) for campaign in campaigns)


@given(campaigns=campaign_lists, over=st.integers(0, 2_000))
def test_the_limits_add_up_exactly_and_nobody_falls_below_usage(campaigns, over):
    split = fair_split(used(campaigns) + over, campaigns)
    assert sum(split.limits.values()) == used(campaigns) + over
    assert all(split.limits[campaign.campaign_id] >= campaign.usage for campaign in campaigns)
    assert all(isinstance(limit, int) for limit in split.limits.values())


@given(campaigns=campaign_lists, over=st.integers(0, 2_000), data=st.data())
def test_the_order_of_the_campaigns_changes_nothing(campaigns, over, data):
    shuffled = data.draw(st.permutations(campaigns))
    assert fair_split(used(campaigns) + over, shuffled) == fair_split(used(campaigns) + over, campaigns)


@given(campaigns=campaign_lists, over=st.integers(0, 2_000))
def test_every_need_is_met_where_there_is_enough_and_no_need_is_passed_where_there_is_not(campaigns, over):
    numbers = used(campaigns) + over
    split = fair_split(numbers, campaigns)
    for campaign in campaigns:
        need = max(campaign.usage, campaign.need)
        limit = split.limits[campaign.campaign_id]
        assert limit >= need if numbers >= needed(campaigns) else limit <= need
    assert (split.rule == "enough") == (numbers >= needed(campaigns))


def fill_one_by_one(numbers, campaigns):
    """The slow twin of max-min fairness: each number goes to whoever has least and still needs one."""
    limits = {campaign.campaign_id: campaign.usage for campaign in campaigns}
    for _ in range(numbers - used(campaigns)):
        wanting = [campaign for campaign in campaigns if limits[campaign.campaign_id] < campaign.need]
        poorest = min(wanting, key=lambda campaign: (limits[campaign.campaign_id], campaign.campaign_id))
        limits[poorest.campaign_id] += 1
    return limits


@given(campaigns=campaign_lists, share=st.fractions(0, 1))
def test_too_little_is_divided_as_if_each_number_went_to_whoever_has_least(campaigns, share):
    numbers = used(campaigns) + int(share * (needed(campaigns) - used(campaigns)))
    assert fair_split(numbers, campaigns).limits == fill_one_by_one(numbers, campaigns)


def largest_remainders(numbers, campaigns):
    """The slow twin of what is over, in exact fractions."""
    needs = {campaign.campaign_id: max(campaign.usage, campaign.need) for campaign in campaigns}
    weights = needs if sum(needs.values()) else dict.fromkeys(needs, 1)
    over = numbers - sum(needs.values())
    exact = {name: needs[name] + Fraction(over * weights[name], sum(weights.values())) for name in needs}
    limits = {name: int(share) for name, share in exact.items()}
    for name in sorted(exact, key=lambda name: (limits[name] - exact[name], name))[: numbers - sum(limits.values())]:
        limits[name] += 1
    return limits


@given(campaigns=campaign_lists, over=st.integers(0, 2_000))
def test_what_is_over_goes_by_need_and_largest_remainder(campaigns, over):
    numbers = needed(campaigns) + over
    assert fair_split(numbers, campaigns).limits == largest_remainders(numbers, campaigns)


@given(campaigns=campaign_lists, over=st.integers(0, 500))
def test_one_number_more_takes_nothing_from_anybody_while_there_is_too_little(campaigns, over):
    now = fair_split(used(campaigns) + over, campaigns)
    more = fair_split(used(campaigns) + over + 1, campaigns)
    if more.rule != "enough":
        assert all(more.limits[name] >= limit for name, limit in now.limits.items())


def test_equal_campaigns_differ_by_one_at_most_and_the_first_ids_have_it():
    campaigns = [CampaignNeed(name, 0, 30) for name in ("c", "a", "b")]
    assert fair_split(50, campaigns).limits == {"a": 17, "b": 17, "c": 16}
    assert fair_split(91, campaigns).limits == {"a": 31, "b": 30, "c": 30}


def test_a_small_need_is_met_before_a_large_one_is_halved():
    split = fair_split(60, [CampaignNeed("small", 2, 10), CampaignNeed("large", 5, 200), CampaignNeed("old", 30, 10)])
    assert split.limits == {"small": 10, "large": 20, "old": 30}
    assert split.rule == "too little"
    assert split.level == pytest.approx(20)


def test_nothing_over_the_floors_leaves_everybody_with_usage():
    split = fair_split(7, [CampaignNeed("one", 2, 10), CampaignNeed("two", 5, 20)])
    assert (split.limits, split.rule) == ({"one": 2, "two": 5}, "usage alone")


def test_campaigns_that_need_nothing_share_alike():
    assert fair_split(4, [CampaignNeed("one", 0, 0), CampaignNeed("two", 0, 0)]).limits == {"one": 2, "two": 2}


def test_a_thousand_campaigns_add_up():
    rng = np.random.default_rng(1)
    campaigns = [CampaignNeed(f"{index:04d}", *map(int, rng.integers(0, 500, 2))) for index in range(1_000)]
    for numbers in (used(campaigns), used(campaigns) + 12_345, needed(campaigns) + 77):
        assert sum(fair_split(numbers, campaigns).limits.values()) == numbers


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda: fair_split(3, []), "at least one campaign, got none for 3"),
        (lambda: fair_split(3, [CampaignNeed("one", 4, 5)]), "numbers must be a whole number >= 4, .* got 3"),
        (lambda: fair_split(9, [CampaignNeed("one", 1, 1)] * 2), "campaigns must be named once, got one twice"),
        (lambda: CampaignNeed("one", -1, 5), "usage of campaign one must be a whole number >= 0, got -1"),
        (lambda: CampaignNeed("one", 1, 5.5), "need of campaign one must be a whole number >= 0, got 5.5"),
    ],
)
def test_what_cannot_be_divided_is_refused_by_name_and_value(ask, message):
    with pytest.raises(ValueError, match=message):
        ask()
