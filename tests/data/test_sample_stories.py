"""What each story's sentence claims is there in the simulated data, whatever the seed and the day."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import cache
from itertools import pairwise

import numpy as np
import pyarrow.compute as pc
import pytest

from data.sample import History, drawn_stories, sample_stories, simulate
from data.sample.days import Ints
from data.sample.stories import STORIES
from data.sample.tables import tables_of

AS_OF = dt.date(2026, 11, 22)
AS_OF_BY_SEED = {0: AS_OF, 1: dt.date(2027, 2, 10), 2: dt.date(2026, 6, 30)}
LOWERED = "maplewood-glazing"

every_seed = pytest.mark.parametrize(
    "seed", [0, pytest.param(1, marks=pytest.mark.slow), pytest.param(2, marks=pytest.mark.long)]
)


@cache
def history(network_id: str, seed: int) -> History:
    story = next(story for story in sample_stories(seed) if story.network_id == network_id)
    return simulate(story, seed=seed, as_of=AS_OF_BY_SEED[seed])


def closed(found: History) -> Ints:
    return found.used_by_month()[:-1]


def dynamic(found: History) -> Ints:
    return found.days.last_of_months(found.used.dynamic_used).sum(axis=1)


def campaign(found: History, campaign_id: str) -> tuple[Ints, Ints]:
    place = [one.campaign_id for one in found.story.campaigns].index(campaign_id)
    by_month = found.days.last_of_months
    return by_month(found.used.static_used)[:, place], by_month(found.limits.campaigns)[:, place]


def number_months_used(found: History) -> tuple[int, int]:
    """Used so far in the period of today, and its allotment."""
    today = found.days.as_of
    period = next(one for one in found.allotments if one.starts_on <= today <= one.ends_on)
    months = found.days.months.tolist()
    used = zip(months, found.used_by_month().tolist(), strict=True)
    return sum(count for month, count in used if month >= period.starts_on), period.number_months


def test_there_are_about_forty_networks_of_very_different_size() -> None:
    stories = sample_stories(0)
    assert 38 <= len(stories) <= 45
    assert len({story.network_id for story in stories}) == len({story.name for story in stories}) == len(stories)
    sizes = [history(story.network_id, 0).used_by_month()[-2:].max() for story in stories]
    assert max(sizes) > 1500
    assert sum(0 < size < 30 for size in sizes) >= 3
    assert all(story.sentence.endswith(".") for story in stories)


@every_seed
def test_usage_never_exceeds_a_limit_in_force_unless_it_was_lowered(seed: int) -> None:
    for story in sample_stories(seed):
        found = history(story.network_id, seed)
        by_month, limits = found.days.last_of_months, found.limits
        assert (by_month(found.used.dynamic_used).sum(axis=1) <= by_month(limits.dynamic)).all(), story.network_id
        assert (by_month(found.used.static_used) <= by_month(limits.campaigns)).all(), story.network_id
        if story.network_id != LOWERED:
            assert (found.used_by_month() <= by_month(limits.network)).all(), story.network_id


@every_seed
def test_limits_only_ever_cut_demand_off(seed: int) -> None:
    for story in sample_stories(seed):
        found = history(story.network_id, seed)
        over = found.used.used - found.demand.used
        one_step = sum(min(pool.step_cap_numbers, pool.growth * pool.max_pool_size) for pool in story.pools)
        assert over.max() <= one_step, story.network_id
        assert (found.used_by_month() <= found.demand_by_month()).all(), story.network_id


@every_seed
def test_one_is_at_its_network_limit_for_nine_months(seed: int) -> None:
    found = history("harbor-dental", seed)
    at_limit = closed(found) == found.days.last_of_months(found.limits.network)[:-1]
    assert at_limit[-9:].all()
    assert not at_limit[:12].any()
    assert (found.demand_by_month()[-10:-1] > closed(found)[-9:]).all()


@every_seed
def test_one_campaign_is_full_while_the_network_has_room(seed: int) -> None:
    found = history("summit-hvac", seed)
    used, limit = campaign(found, "trucks")
    assert (used[-9:-1] == limit[-9:-1]).all()
    assert (found.days.last_of_months(found.limits.network) - found.used_by_month())[-9:].min() >= 5


@every_seed
def test_dynamic_is_full_while_static_has_room(seed: int) -> None:
    found = history("velvet-autos", seed)
    limit = found.days.last_of_months(found.limits.dynamic)
    assert (dynamic(found)[-8:-1] == limit[-8:-1]).all()
    assert (found.days.last_of_months(found.limits.network) - found.used_by_month())[-8:].min() >= 5
    for one in found.story.campaigns:
        used, campaign_limit = campaign(found, one.campaign_id)
        assert (used[-8:] < campaign_limit[-8:]).all()


@every_seed
def test_one_is_over_provisioned(seed: int) -> None:
    found = history("granite-lockers", seed)
    assert closed(found).max() < 0.5 * found.days.last_of_months(found.limits.network)[-1]


@every_seed
def test_one_limit_was_lowered_below_its_usage(seed: int) -> None:
    found = history(LOWERED, seed)
    lowered = [
        change for change in found.changes if change.old_limit is not None and change.new_limit < change.old_limit
    ]
    assert [change.kind for change in lowered] == ["network"]
    assert found.days.dates[lowered[0].day].astype("datetime64[M]") == found.days.months[-2].astype("datetime64[M]")
    assert closed(found)[-1] > lowered[0].new_limit


@every_seed
def test_the_seasonal_retailer_peaks_at_the_end_of_the_year(seed: int) -> None:
    found = history("juniper-toys", seed)
    of_year = found.days.months[:-1].astype("datetime64[M]").astype(int) % 12 + 1
    assert (
        closed(found)[np.isin(of_year, (11, 12))].mean() > 1.5 * closed(found)[np.isin(of_year, (2, 3, 4, 5, 6))].mean()
    )


@every_seed
def test_the_relaunch_steps_traffic_and_dynamic_usage_up(seed: int) -> None:
    found = history("copperleaf-realty", seed)
    assert found.sessions is not None
    sessions = np.bincount(found.days.month, weights=found.sessions.sum(axis=1))
    assert sessions[-6:-1].mean() > 1.4 * sessions[-12:-6].mean()
    assert dynamic(found)[-6:-1].mean() > 1.3 * dynamic(found)[-12:-6].mean()


@every_seed
def test_an_advertising_campaign_came_and_went(seed: int) -> None:
    found = history("marigold-mattress", seed)
    during, around = dynamic(found)[-16:-11], np.concatenate([dynamic(found)[-22:-16], dynamic(found)[-9:-1]])
    assert during.mean() > 1.3 * around.mean()


@every_seed
def test_the_spare_parts_have_many_months_of_zero(seed: int) -> None:
    used = closed(history("ironvale-parts", seed))
    assert 0.3 <= (used == 0).mean() < 0.9


@every_seed
def test_the_brand_new_network_has_three_months(seed: int) -> None:
    found = history("sprout-kitchens", seed)
    assert len(closed(found)) == 3
    assert (closed(found) > 0).all()


@every_seed
def test_the_partnership_that_ended_uses_nothing_since(seed: int) -> None:
    found = history("larkfield-academy", seed)
    end = max(one.ends_on for one in found.partnerships)
    assert end < found.days.as_of
    after = found.days.months > np.datetime64(end)
    assert after.sum() >= 3
    assert (found.used_by_month()[after] == 0).all()
    assert (found.used_by_month()[~after] > 0).all()


@every_seed
def test_the_partnership_that_has_not_begun_has_limits_and_no_usage(seed: int) -> None:
    found = history("orchard-wellness", seed)
    assert [one.starts_on for one in found.partnerships] == [found.days.month_of(-1)]
    assert found.used_by_month().tolist() == [0]
    assert found.limits.network[-1] > 0


@every_seed
def test_one_is_already_over_its_allotment_and_one_will_be(seed: int) -> None:
    used, allotment = number_months_used(history("falcon-roofing", seed))
    assert used > allotment
    used, allotment = number_months_used(history("cobalt-fibre", seed))
    assert used < allotment < used + 6 * closed(history("cobalt-fibre", seed))[-1]


def test_contracts_have_every_shape() -> None:
    ramp = [one.number_months for one in history("northlight-solar", 0).allotments if one.starts_on.year >= 2025]
    assert ramp[-3:] == sorted(set(ramp[-3:]))
    assert ramp[-1] > 2 * ramp[-3]
    renewal = history("bluefin-voyages", 0).partnerships[-1]
    assert renewal.ends_on == dt.date(2026, 12, 31)
    monthly = [one for one in history("cedar-legal", 0).allotments if (one.ends_on - one.starts_on).days < 31]
    assert len(monthly) == 12
    long = history("meridian-home", 0).partnerships[-1]
    assert (long.ends_on - long.starts_on).days > 3 * 364
    assert history("tidewater-movers", 0).partnerships[-1].starts_on.day == 15


def test_periods_fill_their_partnership_without_gap_or_overlap() -> None:
    for story in sample_stories(0):
        found = history(story.network_id, 0)
        for partnership in found.partnerships:
            periods = [one for one in found.allotments if partnership.starts_on <= one.starts_on <= partnership.ends_on]
            assert periods[0].starts_on == partnership.starts_on
            assert periods[-1].ends_on == partnership.ends_on
            for before, after in pairwise(periods):
                assert after.starts_on == before.ends_on + dt.timedelta(days=1)


@every_seed
def test_campaigns_start_and_stop(seed: int) -> None:
    found = history("lantern-events", seed)
    first, _ = campaign(found, "tour-one")
    third, _ = campaign(found, "tour-three")
    assert first.max() > 0
    assert (first[-12:] == 0).all()
    assert (third[-5:] > 0).all()
    assert (third[:-8] == 0).all()


def test_some_stand_still_and_one_is_late() -> None:
    assert set(closed(history("hollis-memorials", 0)).tolist()) == {12}
    assert history("stonebridge-gyms", 0).days.as_of == AS_OF - dt.timedelta(days=9)


def test_networks_for_studies_are_drawn_alike_and_apart_from_the_portfolio() -> None:
    drawn = drawn_stories(0, 20)
    assert drawn == drawn_stories(0, 30)[:20]
    assert len({story.network_id for story in drawn}) == 20
    assert not {story.network_id for story in drawn} & {story.network_id for story in sample_stories(0)}
    assert simulate(drawn[7], seed=5, as_of=AS_OF).used_by_month().min() > 0


def test_a_change_of_one_story_leaves_the_rows_of_the_others_as_they_are() -> None:
    stories = [story for story in STORIES if story.network_id in ("harbor-dental", "velvet-autos")]
    changed = [replace(stories[0], months=stories[0].months - 5, visitors=None, pools=()), stories[1]]
    own = pc.field("network_id") == stories[1].network_id
    before, after = (
        tables_of([simulate(story, seed=0, as_of=AS_OF) for story in chosen], seed=0, as_of=AS_OF)
        for chosen in (stories, changed)
    )
    for name in ("numbers", "usage", "month_course", "traffic", "limit_changes", "requests", "allotments"):
        assert before[name].filter(own).equals(after[name].filter(own)), name
        assert before[name].filter(own).num_rows > 0
    assert not before["numbers"].equals(after["numbers"])
