"""What time it is: the one place that asks, so that a test can say."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from data.records import Network


def present() -> dt.datetime:
    return _now()


def day_for_network(network: Network, now: dt.datetime | None = None) -> dt.date:
    """The day it is for the network, whose months are billed in its own time zone."""
    moment = now or present()
    try:
        return moment.astimezone(ZoneInfo(network.time_zone)).date()
    except (ZoneInfoNotFoundError, ValueError):  # one network of many must not keep the others from being read
        return moment.astimezone(dt.UTC).date()


def latest_day(moment: dt.datetime) -> dt.date:
    """The day it may be already where a network is: nobody's clock is further ahead."""
    return moment.astimezone(dt.UTC).date() + dt.timedelta(days=1)


def utc(moment: dt.datetime) -> dt.datetime:
    """As the store keeps moments: UTC without a zone."""
    return moment.astimezone(dt.UTC).replace(tzinfo=None)


def day_of(moment: dt.datetime, network: Network) -> dt.date:
    """The day it is for the network, whose months are billed in its own time zone."""
    return moment.astimezone(ZoneInfo(network.time_zone)).date()


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
