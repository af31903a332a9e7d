"""The tables of the pages that tell what is on record: how forecasts did, decisions, contracts, data."""

from __future__ import annotations

from typing import Any, Final

from tests.views.figures.data_facts import COVERAGE
from tests.views.figures.facts import Facts, Figures
from tests.views.figures.tables import Rows, Table


def by(column: str, name: str) -> Rows:
    """The row of the page's own figures whose ``name`` is what stands in that column."""

    def find(_facts: Facts | None, row: Any, asked: Any) -> Figures | None:
        return next((one for one in asked if name in one and one[name] == str(row[column])), None)

    return find


_TRUST: Final = {
    "Months judged": "row_judged",
    "Error": "row_error",
    "Same month a year ago": "row_naive",
    "80 % band held": "row_80",
    "95 % band held": "row_95",
}


def _imported(_facts: Facts | None, row: Any, asked: Any) -> Figures | None:
    """By when, from which file and into which table: no two imports share these."""
    said = f"{row['When']} {row['File']} {row['Table']}"
    return next((one for one in asked if one.get("row_file") == said), None)


RECORD_TABLES: Final = (
    Table(
        frozenset({"Network", "State", "Closed months"}),
        by("Network", "row_network"),
        {
            "State": "row_state",
            "As of": "row_as_of",
            "Age": "row_age",
            "Closed months": "row_closed",
            "Missing months": "row_missing",
            "Traffic until": "row_traffic",
        },
    ),
    Table(
        frozenset({"Network", "Traffic until", "Limits", "Contract"}),
        by("Network", "row_network"),
        {"Traffic until": "row_traffic", "Limits": "row_limits", "Contract": "row_contract", **COVERAGE},
    ),
    Table(
        frozenset({"File", "Table", "Rows", "Rows changed"}),
        _imported,
        {"As of": "row_as_of", "Rows": "row_count", "Rows changed": "row_changed"},
    ),
    Table(
        frozenset({"Month", "Limit", "Full"}),
        by("Month", "row_in"),
        {"Static used": "row_static", "Dynamic used": "row_dynamic", "Limit": "row_limit", "Full": "row_full"},
    ),
    Table(
        frozenset({"Month", "Median", "1 of 10 below"}),
        by("Month", "row_out"),
        {
            "Median": "row_median",
            "1 of 10 below": "row_low",
            "1 of 10 above": "row_high",
            "By usage alone": "row_alone",
        },
    ),
    Table(
        frozenset({"Allotment period", "Guaranteed ceiling"}),
        by("Allotment period", "row_period"),
        {
            "Allotment period": "row_period",
            "Bought": "row_bought",
            "Used in closed months": "row_closed",
            "Used this month": "row_running",
            "Left today": "row_left",
            "Months left": "row_months",
            "Guaranteed ceiling": "row_ceiling",
        },
    ),
    Table(
        frozenset({"From", "To", "Number-months", "Price"}),
        by("From", "row_from"),
        {
            "From": "row_from",
            "To": "row_to",
            "Number-months": "row_bought",
            "Overage rate": "row_rate",
            "Price": "row_price",
            "Currency": "row_currency",
        },
    ),
    Table(
        frozenset({"Months ahead", "Months judged"}),
        by("Months ahead", "row_ahead"),
        {**_TRUST, "Months ahead": "row_ahead"},
    ),
    Table(
        frozenset({"Known months", "Months judged"}),
        by("Known months", "row_known"),
        {**_TRUST, "Known months": "row_known"},
    ),
    Table(
        frozenset({"Decided by", "Median time"}),
        by("Decided by", "row_who"),
        {
            "Decisions": "decided",
            "Median time": "median_words",
            "Raises used": "used_words",
            "Ran over": "over_words",
            "Recommendation followed": "followed_words",
            "Decision nearer": "decision_nearer",
            "Recommendation nearer": "suggestion_nearer",
        },
    ),
    Table(
        frozenset({"Decided", "Recommended", "Highest usage since"}),
        by("Request", "row_request"),
        {
            "Decided": "decided_day",
            "From": "limit_was",
            "To": "limit_became",
            "Recommended": "suggested",
            "Highest usage since": "highest",
            "Of the raise used": "share_used",
            "Ran over": "ran_over_words",
        },
    ),
)
