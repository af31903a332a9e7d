"""The networks in between: no story but their size, season and growth, drawn by chance of their own."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from data.sample.people import NORA, PRIYA, TOMAS
from data.sample.simulation import streams
from data.sample.story import Campaign, Contract, Pool, Season, Story, Visitors, Week


@dataclass(frozen=True)
class Place:
    """What an ordinary network is given; the rest of its causes is drawn."""

    network_id: str
    name: str
    time_zone: str
    currency: str
    season: Season
    week: Week


PLACES = (
    Place("alder-plumbing", "Alder Street Plumbing", "America/New_York", "USD", "heating", "home"),
    Place("basalt-mortgage", "Basalt Mortgage Desk", "America/Denver", "USD", "spring", "office"),
    Place("clover-daycare", "Clover Patch Daycare", "America/Chicago", "USD", "flat", "office"),
    Place("dovetail-joinery", "Dovetail Joinery", "Europe/London", "GBP", "spring", "home"),
    Place("elmwood-opticians", "Elmwood Opticians", "Europe/London", "GBP", "flat", "office"),
    Place("fernhill-gardens", "Fernhill Gardens", "Europe/Berlin", "EUR", "spring", "shop"),
    Place("gullwing-charters", "Gullwing Charters", "America/New_York", "USD", "summer", "home"),
    Place("hazelnut-bakeries", "Hazelnut Bakeries", "Europe/Madrid", "EUR", "retail", "shop"),
    Place("ivory-pianos", "Ivory Lane Pianos", "America/Chicago", "USD", "retail", "shop"),
    Place("jasper-tutors", "Jasper Tutors", "America/Los_Angeles", "USD", "tax", "home"),
    Place("kestrel-credit", "Kestrel Credit Advice", "America/New_York", "USD", "tax", "office"),
    Place("lilac-bridal", "Lilac & Lace Bridal", "America/Los_Angeles", "USD", "spring", "shop"),
    Place("mulberry-seniors", "Mulberry Senior Living", "America/Chicago", "USD", "flat", "home"),
    Place("nettle-pharmacies", "Nettle Pharmacies", "Europe/Berlin", "EUR", "heating", "office"),
    Place("osprey-drones", "Osprey Drone Surveys", "America/Denver", "USD", "summer", "office"),
)
_CAMPAIGNS = ("Branches", "Print", "Partners", "Outdoor", "Mail")
_SENTENCE = "An ordinary network of about {size} numbers."


def ordinary_stories(seed: int) -> tuple[Story, ...]:
    """The same seed gives the same networks; each is drawn from its own chance."""
    return tuple(draw_story(seed, place) for place in PLACES)


def drawn_stories(seed: int, count: int) -> tuple[Story, ...]:
    """As many nameless networks of the same kind as a study needs; they are no part of the portfolio."""
    return tuple(
        draw_story(seed, replace(PLACES[index % len(PLACES)], network_id=f"drawn-{index:04d}", name=f"Drawn {index}"))
        for index in range(count)
    )


def draw_story(seed: int, place: Place) -> Story:
    """A plausible network: its size log-normal from about ten to two thousand numbers, many of them dynamic."""
    chance = streams(seed, f"{place.network_id}/story")["numbers"]
    numbers = float(np.clip(chance.lognormal(np.log(90), 1.1), 10, 1500))
    dynamic_share = chance.uniform(0.3, 0.75)
    growth = float(chance.normal(0.10, 0.12))
    visitors, pools = _website(numbers * dynamic_share, growth, place, chance)
    return Story(
        place.network_id,
        place.name,
        _SENTENCE.format(size=_about(numbers)),
        place.time_zone,
        str(chance.choice([NORA, TOMAS, PRIYA])),
        months=int(chance.integers(24, 37)),
        visitors=visitors,
        pools=pools,
        campaigns=_campaigns(numbers * (1 - dynamic_share), growth, chance),
        contract=Contract(
            began_months_ago=int(chance.integers(1, 12)),
            plenty=float(chance.uniform(1.06, 1.40)),
            overage_rate=round(float(chance.uniform(2.0, 8.0)), 2),
            currency=place.currency,
        ),
        idle_share=float(chance.choice([0.0, 0.03, 0.08])),
        calls_a_month=float(chance.uniform(4, 20)),
        traffic_grains=("month", "day") if chance.random() < 0.3 else ("month",),
    )


def _website(
    numbers: float, growth: float, place: Place, chance: np.random.Generator
) -> tuple[Visitors, tuple[Pool, ...]]:
    """Traffic whose busiest hours need about so many numbers, in one pool or several."""
    hold = float(chance.choice([360, 480, 600, 720, 900]))
    count = 1 if numbers < 25 else int(chance.integers(1, 4))
    busy_hour_sessions = max(numbers / 1.9, 1.5) * 3600 / hold
    visitors = Visitors(
        sessions_a_month=round(busy_hour_sessions / 0.0033, -2),
        yearly_growth=growth,
        season=place.season,
        season_strength=float(chance.uniform(0.3, 0.9)),
        week=place.week,
        day_noise=float(chance.uniform(0.07, 0.14)),
        peakedness=float(chance.choice([1.0, 1.0, 1.3])),
        steps=_steps(chance),
    )
    most = _about(max(2.5 * numbers / count, 10))
    names = ("Main site", "Landing pages", "Shop")[:count]
    pools = tuple(
        Pool(f"pool-{index}", name, 1 / count, hold, 300, max_pool_size=most)
        for index, name in enumerate(names, start=1)
    )
    return visitors, pools


def _steps(chance: np.random.Generator) -> tuple[tuple[int, float], ...]:
    """One network in four saw its traffic step once: a new website, or a search engine that changed its mind."""
    months_ago, factor = int(chance.integers(2, 24)), float(chance.lognormal(0.1, 0.35))
    return ((months_ago, factor),) if chance.random() < 0.25 else ()


def _campaigns(numbers: float, growth: float, chance: np.random.Generator) -> tuple[Campaign, ...]:
    count = int(np.clip(round(numbers / 15), 1, len(_CAMPAIGNS)))
    shares = chance.dirichlet(np.full(count, 3.0))
    campaigns = []
    for name, share in zip(_CAMPAIGNS, shares.tolist(), strict=False):
        stock = max(2, round(numbers * share * 0.85))
        added = stock * max(growth, 0.0) / 12 + 0.01 * stock
        campaigns.append(Campaign(name.lower(), name, stock, added, 0.01 * stock))
    return tuple(campaigns)


def _about(numbers: float) -> int:
    step = 5 if numbers < 100 else 50
    return max(5, round(numbers / step) * step)
