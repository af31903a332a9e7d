"""A large portfolio as CSV files, the same every time."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv

FIRST_YEAR = 2023
CAMPAIGNS_A_NETWORK = 4


def months(count: int) -> list[str]:
    """The billing months, as 2023-11 and on."""
    first = FIRST_YEAR * 12 + 10
    return [f"{(first + place) // 12}-{(first + place) % 12 + 1:02}" for place in range(count)]


def write_portfolio(folder: Path, *, networks: int, numbers: int) -> list[Path]:
    """Networks with limits, campaigns and numbers, evenly spread."""
    ids = [f"n{place:05}" for place in range(networks)]
    campaigns = [(network, f"c{place}") for network in ids for place in range(CAMPAIGNS_A_NETWORK)]
    of_network = np.arange(numbers) % networks
    static = np.arange(numbers) // networks % 2 == 0
    campaign = np.arange(numbers) // networks % CAMPAIGNS_A_NETWORK
    tables = {
        "networks": {"network_id": ids, "name": [f"Network {one}" for one in ids], "time_zone": ["UTC"] * networks},
        "limits": {"network_id": ids, "network_limit": [9_999_999] * networks, "dynamic_limit": [9_999_999] * networks},
        "campaigns": {
            "network_id": [network for network, _ in campaigns],
            "campaign_id": [campaign for _, campaign in campaigns],
            "name": [campaign for _, campaign in campaigns],
            "campaign_limit": [9_999_999] * len(campaigns),
        },
        "ring_pools": {"network_id": ids, "ring_pool_id": ["p1"] * networks},
        "numbers": {
            "network_id": pa.array(ids).take(pa.array(of_network)),
            "promo_number": promo_numbers(numbers),
            "number_type": np.where(static, "static", "dynamic"),
            "campaign_id": np.where(static, np.char.add("c", campaign.astype(str)), ""),
            "ring_pool_id": np.where(static, "", "p1"),
            "first_used_on": pa.repeat(f"{months(1)[0]}-01", numbers),
        },
    }
    paths = []
    for name, columns in tables.items():
        paths.append(folder / f"{name}.csv")
        pa_csv.write_csv(pa.table(columns), paths[-1])
    return paths


def promo_numbers(count: int) -> pa.Array:
    """E.164 texts."""
    return pc.binary_join_element_wise("+1", pa.array(np.arange(count) + 2_000_000_000).cast(pa.string()), "")


def write_usage(path: Path, *, networks: int, numbers: int, month_count: int, first_month: int = 0) -> int:
    """Every number in every month; returns the rows."""
    network = pa.array([f"n{place:05}" for place in range(networks)]).take(pa.array(np.arange(numbers) % networks))
    promo_number = promo_numbers(numbers)
    random = np.random.default_rng(0)
    with path.open("wb") as file:
        for place, month in enumerate(months(first_month + month_count)[first_month:]):
            table = pa.table(
                {
                    "network_id": network,
                    "promo_number": promo_number,
                    "billing_month": pa.repeat(month, numbers),
                    "calls": pa.array(random.poisson(3, numbers)),
                }
            )
            pa_csv.write_csv(table, file, pa_csv.WriteOptions(include_header=place == 0, quoting_style="none"))
    return numbers * month_count


def print_table(title: str, figures: list[tuple[str, str]]) -> None:
    """Two columns for a reader and a diff."""
    width = max(len(name) for name, _ in figures)
    print(f"\n{title}")
    for name, figure in figures:
        print(f"  {name:<{width}}  {figure}")
