"""Networks known for a limit: at it, far from it, above it, or with idle numbers below it."""

from __future__ import annotations

from data.sample.people import NORA, PRIYA, TOMAS
from data.sample.story import AMPLE, Campaign, Contract, LimitPlan, OpenRequest, Pool, Story, Visitors
from data.sample.time_zones import CHICAGO, DENVER, LOS_ANGELES, NEW_YORK

STORIES: tuple[Story, ...] = (
    Story(
        "harbor-dental",
        "Harbor Dental Group",
        "At its network limit in each of the last nine closed months, and asking for more.",
        CHICAGO,
        NORA,
        months=36,
        visitors=Visitors(70_000, 0.35, week="office"),
        pools=(Pool("booking", "Online booking", hold_seconds=600, max_pool_size=250),),
        campaigns=(
            Campaign("practices", "Practices", 40, 2.2, 0.1, limit=AMPLE),
            Campaign("mailers", "Mailers", 12, 0.6, 0.3, limit=AMPLE),
        ),
        network_limit=LimitPlan("full_since", 0.93, 9),
        dynamic_limit=AMPLE,
        contract=Contract(5, plenty=1.18),
        open_requests=(
            OpenRequest(
                "network", 40, 6, "in review", "We cannot add a number for the practice that opens in January."
            ),
        ),
    ),
    Story(
        "summit-hvac",
        "Summit Ridge Heating & Air",
        "One campaign has been full for eight closed months while the network has room.",
        DENVER,
        NORA,
        months=30,
        visitors=Visitors(30_000, 0.10, "heating"),
        pools=(Pool("service", "Service pages", hold_seconds=600, max_pool_size=110),),
        campaigns=(
            Campaign("trucks", "Truck signs", 12, 1.4, 0.1, limit=LimitPlan("full_since", 0.85, 8)),
            Campaign("radio", "Radio", 6, 0.2, 0.1, limit=AMPLE),
            Campaign("doors", "Door hangers", 10, 0.3, 0.2, limit=AMPLE),
        ),
        network_limit=AMPLE,
        dynamic_limit=AMPLE,
        contract=Contract(8, plenty=1.3),
        open_requests=(
            OpenRequest("campaign", 8, 3, "filed", "Eight new trucks need a number each.", campaign_id="trucks"),
        ),
    ),
    Story(
        "velvet-autos",
        "Velvet Mile Autos",
        "Dynamic numbers have been full for seven closed months while static ones have room.",
        LOS_ANGELES,
        NORA,
        months=34,
        visitors=Visitors(110_000, 0.38, day_noise=0.08),
        pools=(Pool("cars", "Car search", hold_seconds=660, max_pool_size=260),),
        campaigns=(
            Campaign("dealers", "Dealers", 45, 0.3, 0.3, limit=AMPLE),
            Campaign("trade-in", "Trade-in", 8, limit=AMPLE),
        ),
        network_limit=LimitPlan("ample", 1.25),
        dynamic_limit=LimitPlan("full_since", 0.9, 7),
        contract=Contract(7, plenty=1.25),
        traffic_grains=("month", "day", "hour"),
        open_requests=(
            OpenRequest("dynamic", 60, 11, "in review", "Visitors see one number for all at noon.", sessions=140_000),
        ),
    ),
    Story(
        "granite-lockers",
        "Granite Lockers",
        "Over-provisioned: it uses less than half of its limits and of its allotment.",
        CHICAGO,
        TOMAS,
        months=28,
        visitors=Visitors(15_000, 0.02),
        pools=(Pool("units", "Unit finder", hold_seconds=420, max_pool_size=60),),
        campaigns=(Campaign("sites", "Sites", 26, 0.2, 0.2, limit=LimitPlan("ample", 2.5)),),
        network_limit=LimitPlan("ample", 2.6),
        dynamic_limit=LimitPlan("ample", 2.6),
        contract=Contract(7, plenty=2.4),
    ),
    Story(
        "maplewood-glazing",
        "Maplewood Glazing",
        "Its network limit was lowered below its usage last month, by agreement: it is exceeded, and says so.",
        CHICAGO,
        TOMAS,
        months=31,
        visitors=Visitors(12_000, 0.0),
        pools=(Pool("windows", "Windows", hold_seconds=480, max_pool_size=40),),
        campaigns=(
            Campaign("brand-a", "Maplewood", 30, limit=AMPLE),
            Campaign("brand-b", "Maple & Co", 18, limit=AMPLE),
        ),
        network_limit=LimitPlan("lowered", 0.75),
        dynamic_limit=AMPLE,
        contract=Contract(9, plenty=1.2),
    ),
    Story(
        "wrenfield-vets",
        "Wrenfield Vets",
        "A quarter of its static numbers has had no call for months, and it asks for more.",
        NEW_YORK,
        PRIYA,
        months=33,
        idle_share=0.28,
        visitors=Visitors(26_000, 0.1),
        pools=(Pool("pets", "Pet health", hold_seconds=480, max_pool_size=80),),
        campaigns=(Campaign("surgeries", "Surgeries", 55, 0.6, 0.1), Campaign("posters", "Posters", 30, 0.4, 0.1)),
        contract=Contract(6, plenty=1.04),
        open_requests=(OpenRequest("network", 30, 2, "filed", "We want to put numbers on the new posters."),),
    ),
)
