"""All settings: what each is called, what it does, what it may be, and its default.

`limits/settings_in_force.py` says which value is in force: a contract's terms go before what an admin stored, that
before `headroom.toml`, that before the default. How a serving process works is no setting of a figure: that stands in
`data/config_file.py`. The environment says where things are, and secrets.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, Final

from limits.assumptions import AlertRules, Assumptions
from limits.setting_values import Amount, Choice, Names, Percents, Ratio, Sort, Value, Whole

MAY_RAISE_OPTIONS: Final = ("super_user",)  # roles on the customer's side that a campaign limit may be left to
HERE, IN_THE_PLATFORM = "here", "in the platform"
ON, OFF = "on", "off"
_ALERT: Final = "alert_"
_ASSUMPTIONS: Final = frozenset(one.name for one in fields(Assumptions))


@dataclass(frozen=True)
class Settings:
    """What is in force: one frozen value; ``in_contract`` is the same for one network, its contract's terms first."""

    assumptions: Assumptions = field(default_factory=Assumptions)
    alerts: AlertRules = field(default_factory=AlertRules)
    may_raise_campaign: tuple[str, ...] = MAY_RAISE_OPTIONS  # beside the CSM
    answer_due_days: int = 2  # working days
    request_expires_days: int = 90
    fall_back_warning_days: int = 7
    limits_are_set: str = HERE
    fleet_lesson: str = ON
    of_contracts: tuple[tuple[str, str, Value], ...] = ()  # (network, name, value)

    def value(self, name: str) -> Value:
        part, attribute = _place(name)
        value: Value = getattr(getattr(self, part) if part else self, attribute)
        return value

    def with_values(self, values: Mapping[str, Value]) -> Settings:
        """Settings with other values, which must have been read by their definitions."""
        by_part: dict[str, dict[str, Any]] = {"assumptions": {}, "alerts": {}, "": {}}
        for name, value in values.items():
            part, attribute = _place(name)
            by_part[part][attribute] = value
        return replace(
            self,
            assumptions=replace(self.assumptions, **by_part["assumptions"]),
            alerts=replace(self.alerts, **by_part["alerts"]),
            **by_part[""],
        )

    def in_contract(self, network_id: str) -> Settings:
        """What holds for one network."""
        terms = {name: value for network, name, value in self.of_contracts if network == network_id}
        return self.with_values(terms) if terms else self


def _place(name: str) -> tuple[str, str]:
    if name in _ASSUMPTIONS:
        return "assumptions", name
    return ("alerts", name.removeprefix(_ALERT)) if name.startswith(_ALERT) else ("", name)


@dataclass(frozen=True)
class Definition:
    """One setting. The value of a network's contract goes before all others where ``in_contract``."""

    name: str
    title: str
    sort: Sort
    does: str
    group: str
    in_contract: bool = False

    @property
    def default(self) -> Value:
        return Settings().value(self.name)


def names_of_fields(settings: Settings) -> set[str]:
    """What there is to set, as the values have it: each needs its definition."""
    alerts = {_ALERT + rule.name for rule in fields(settings.alerts)}
    return alerts | _ASSUMPTIONS | {f.name for f in fields(settings)} - {"assumptions", "alerts", "of_contracts"}


_FIGURES, _PORTFOLIO, _TRAFFIC = "Figures", "Portfolio", "Traffic and dynamic numbers"
_ALERTS, _REQUESTS, _PLATFORM = "Alerts", "Requests and limits", "Platform"
_DAY_SECONDS: Final = 86_400

DEFINITIONS: Final[tuple[Definition, ...]] = (
    Definition(
        "risk",
        "Overage risk that a safe limit may carry",
        Ratio(0.0, 0.5),
        "Every answer, safe limit, warning and state of a network is held against it.",
        _FIGURES,
        in_contract=True,
    ),
    Definition(
        "need_confidence",
        "How surely the need holds demand in the months left",
        Ratio(0.5, 0.999),
        "The need, what is free beside it, and the calculator's numbers are of this certainty.",
        _FIGURES,
    ),
    Definition(
        "turned_away_worth",
        "Worth of a number-month turned away, in overage rates",
        Amount(0.0, 1000.0, "overage rates"),
        "The curve of costs weighs demand turned away against overage by it.",
        _FIGURES,
        in_contract=True,
    ),
    Definition(
        "forecast_seed",
        "Seed of the simulated paths",
        Whole(0, 2**31 - 1, ""),
        "The same seed gives the same figures; another one shows how much they owe to chance.",
        _FIGURES,
    ),
    Definition(
        "fleet_lesson",
        "Whether short histories learn from all networks on record",
        Choice((ON, OFF)),
        "Seasons, bursts and widths that many networks share are used in every forecast, where they make it better.",
        _FIGURES,
    ),
    Definition(
        "watch_utilization",
        "Utilization from which a limit is nearly full",
        Ratio(0.5, 1.0),
        "Limits at it are said to be nearly full, and their networks are on Watch.",
        _PORTFOLIO,
    ),
    Definition(
        "stale_days",
        "Days after which usage is said to be old",
        Whole(1, 365, "days"),
        "Pages warn of older data, and the fast lane grants nothing on it.",
        _PORTFOLIO,
    ),
    Definition(
        "surplus_share",
        "Share of an allotment expected to expire that is called a surplus",
        Ratio(0.01, 1.0),
        "Networks that are expected to leave as much unused are listed as Surplus.",
        _PORTFOLIO,
    ),
    Definition(
        "short_history_months",
        "Closed months below which a forecast is still learning",
        Whole(1, 36, "months"),
        "Networks with fewer are listed as Learning.",
        _PORTFOLIO,
    ),
    Definition(
        "idle_days",
        "Days without a call after which a static number is idle",
        Whole(1, 3650, "days"),
        "Idle numbers are listed as what can be released.",
        _PORTFOLIO,
    ),
    Definition(
        "busy_hour_share",
        "Share of a month's sessions in its busiest hour",
        Ratio(0.0014, 0.25),
        "Turns a month's sessions into visitors at once, where no hourly traffic and no RingPool says otherwise.",
        _TRAFFIC,
    ),
    Definition(
        "visit_seconds",
        "Mean visit of a website nothing is known of",
        Amount(1.0, _DAY_SECONDS, "seconds"),
        "How long a visitor holds a dynamic number, where no RingPool states it.",
        _TRAFFIC,
    ),
    Definition(
        "lifetime_seconds",
        "Guaranteed hold of a RingPool that states none",
        Whole(0, _DAY_SECONDS, "seconds"),
        "No visitor holds a dynamic number for less.",
        _TRAFFIC,
    ),
    Definition(
        "overflow_rate",
        "Share of visitors that may find the RingPool empty",
        Ratio(0.0001, 0.5),
        "Dynamic numbers are counted so that no more do.",
        _TRAFFIC,
    ),
    Definition(
        "alert_usage_percent",
        "Usage of a limit at which an alert is raised",
        Percents(),
        "One alert for each level that usage reaches.",
        _ALERTS,
    ),
    Definition(
        "alert_usage_gap_percent",
        "Percentage points below its level at which an alert of usage ends",
        Whole(0, 50, "points"),
        "A gap, so that nobody is told to and fro.",
        _ALERTS,
    ),
    Definition(
        "alert_months_ahead",
        "Months ahead in which a limit may become full",
        Whole(0, 12, "months"),
        "How far ahead likely full limits are looked for, beside the running month.",
        _ALERTS,
    ),
    Definition(
        "alert_full_chance",
        "Chance from which a limit is likely full",
        Ratio(0.01, 1.0),
        "Raises the alert 'likely full'.",
        _ALERTS,
    ),
    Definition(
        "alert_full_chance_ends",
        "Chance below which that alert ends",
        Ratio(0.0, 1.0),
        "At most the chance that raises it.",
        _ALERTS,
    ),
    Definition(
        "alert_overage_risk_ends",
        "Share of the accepted risk below which the alert of overage ends",
        Ratio(0.0, 1.0),
        "The alert is raised above the accepted risk itself.",
        _ALERTS,
    ),
    Definition(
        "may_raise_campaign",
        "Roles of the customer that may raise a campaign limit",
        Names(MAY_RAISE_OPTIONS),
        "They raise it at once and the CSM is told; without any, every raise is a request. CSMs always may.",
        _REQUESTS,
        in_contract=True,
    ),
    Definition(
        "answer_due_days",
        "Working days in which a request is to be answered",
        Whole(1, 60, "working days"),
        "Requests that wait longer are overdue.",
        _REQUESTS,
        in_contract=True,
    ),
    Definition(
        "request_expires_days",
        "Days after which a request that nobody decided expires",
        Whole(1, 3650, "days"),
        "It ends, and both sides are told.",
        _REQUESTS,
    ),
    Definition(
        "fall_back_warning_days",
        "Days before a limit falls back at which numbers too many are an alert",
        Whole(1, 60, "days"),
        "The CSM is told while there is time to release them.",
        _REQUESTS,
    ),
    Definition(
        "limits_are_set",
        "Where limits are set",
        Choice((HERE, IN_THE_PLATFORM)),
        "Where the vendor's platform is another system, a limit here is a promise until it is set there.",
        _PLATFORM,
    ),
)
BY_NAME: Final[Mapping[str, Definition]] = {one.name: one for one in DEFINITIONS}
