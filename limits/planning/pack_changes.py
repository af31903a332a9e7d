"""What changed between two term sheets of a network: what people should talk about before they look at anything."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from limits.planning.account_sheet import TermSheet

Value = int | float | dt.date | str | None


@dataclass(frozen=True)
class Changed:
    """One figure that is another one now; ``unit`` is '' for words and dates, 'ratio' for probabilities."""

    what: str
    unit: str
    then: Value
    now: Value


def what_changed(then: TermSheet, now: TermSheet) -> list[Changed]:
    """Every figure of the sheets that differs, the contract's first; nothing where nothing does."""
    pairs = zip(_figures(then), _figures(now), strict=True)
    figures = [Changed(what, unit, old, new) for (what, unit, old), (_, _, new) in pairs if old != new]
    return [*figures, *_limits(then, now), *_planned(then, now), *_scenarios(then, now)]


def _figures(sheet: TermSheet) -> Iterator[tuple[str, str, Value]]:
    followed, end, renewal = sheet.followed, sheet.at_the_end, sheet.renewal
    yield "Usage described as of", "", sheet.as_of
    yield "Contract", "", sheet.state
    yield "Period ends on", "", sheet.ends_on
    yield "Partnership ends on", "", sheet.partnership_ends_on
    yield "Allotment", "number-months", sheet.number_months
    yield "Used of it", "number-months", sheet.used
    yield "Left of it", "number-months", sheet.left
    yield "Months left", "months", sheet.months_left
    yield "Left when the period ends, median", "number-months", None if end is None else round(end.median)
    yield "Overage risk", "ratio", followed.overage_risk
    yield "Expected overage", "number-months", _whole(followed.expected_overage)
    yield "Unused on average", "number-months", _whole(followed.expected_unused)
    yield "Renewal recommended", "number-months", None if renewal is None else renewal.number_months
    yield "Plan", "", next((s.name for s in sheet.scenarios if s.is_plan), None)


def _limits(then: TermSheet, now: TermSheet) -> Iterator[Changed]:
    before = {(limit.kind, limit.campaign_id): limit for limit in then.limits}
    after = {(limit.kind, limit.campaign_id): limit for limit in now.limits}
    for key in {**before, **after}:
        old, new = before.get(key), after.get(key)
        words = (new or old).words if (new or old) else ""  # type: ignore[union-attr]
        name = words[:1].upper() + words[1:]
        for what, field in (("", "limit"), (": usage this month", "usage"), (": recommended", "suggested_limit")):
            was, is_now = (None if limit is None else getattr(limit, field) for limit in (old, new))
            if was != is_now:
                yield Changed(name + what, "numbers", was, is_now)


def _planned(then: TermSheet, now: TermSheet) -> Iterator[Changed]:
    """Planned changes that are in one of them only; a pack that did not keep them tells nothing of those of then."""
    if then.planned is None or now.planned is None:
        return
    yield from (Changed("Planned change", "", step, None) for step in then.planned if step not in now.planned)
    yield from (Changed("Planned change", "", None, step) for step in now.planned if step not in then.planned)


def _scenarios(then: TermSheet, now: TermSheet) -> Iterator[Changed]:
    before = {column.scenario_id: column for column in then.scenarios[1:]}
    after = {column.scenario_id: column for column in now.scenarios[1:]}
    for key in {**before, **after}:
        old, new = before.get(key), after.get(key)
        if old is None or new is None:
            only = new or old
            assert only is not None
            yield Changed(f"Scenario {only.name}", "", "there" if old else "not there", "there" if new else "not there")
        elif old.overage_risk != new.overage_risk:
            yield Changed(f"Overage risk in scenario {new.name}", "ratio", old.overage_risk, new.overage_risk)


def _whole(value: float | None) -> int | None:
    return None if value is None else round(value)
