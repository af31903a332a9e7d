"""What is proposed for a stranger's file, by known vendors and by look."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.imports.mapping import Proposal, proposals
from data.imports.mapping.values import Reading


def proposed(folder: Path, text: str, **given: str) -> Proposal:
    path = folder / "theirs.csv"
    path.write_text(text, encoding="utf-8")
    (found,) = proposals(path, given)
    return found


def test_an_inventory_is_proposed_by_headings_words_and_values(tmp_path: Path) -> None:
    found = proposed(
        tmp_path,
        "Name,Tracking Number,Type,Status,Destination Number,Created At,Disabled At\n"
        "Ads,(202) 555-0101,Source Tracker,Active,(202) 555-0999,03/14/2026,\n"
        "Site,202-555-0102,Session Tracker,Active,(202) 555-0999,10/02/2026,\n"
        "Shop,202-555-0104,Odd word,Active,(202) 555-0999,10/02/2026,11/01/2026\n",
        network_id="acme",
    )
    assert found.mapping.table == "numbers"
    assert found.mapping.columns == {
        "Tracking Number": "promo_number",
        "Type": "number_type",
        "Created At": "first_used_on",
        "Disabled At": "released_on",
    }
    assert found.mapping.values == {
        "number_type": {"Source Tracker": "static", "Session Tracker": "dynamic", "Odd word": ""}
    }
    assert found.mapping.dates == "month first"
    assert any("what does 'Odd word' mean" in question for question in found.questions)
    assert any("campaign_id or ring_pool_id" in question for question in found.questions)


def test_a_caller_or_a_destination_is_never_taken_for_the_dialled_number(tmp_path: Path) -> None:
    found = proposed(
        tmp_path,
        "Call Time,Caller Number,Forwarded To,Dialed Number,Duration\n"
        "2026-11-20 10:00,+13035550111,+12025550999,+12025550101,33\n",
    )
    assert found.mapping.table == "calls"
    assert found.mapping.columns == {"Call Time": "called_on", "Dialed Number": "promo_number"}


def test_words_for_numbers_that_are_gone_are_left_out(tmp_path: Path) -> None:
    found = proposed(
        tmp_path,
        "DID,State,Activated\n+442079460123,In use,14/03/2026\n+442079460124,Cancelled,01/02/2026\n",
    )
    assert found.mapping.only == {"State": ("In use",)}
    assert found.mapping.dates == "day first"


@pytest.mark.parametrize(
    ("header", "row", "source", "columns"),
    [
        (
            "transaction_id,transaction_type,advertiser_campaign_id_from_network,dynamic_number_pool_id,start_time_utc",
            "T1,Call,c1,p1,1764064800000",
            "Invoca transactions",
            {
                "advertiser_campaign_id_from_network": "campaign_id",
                "dynamic_number_pool_id": "ring_pool_id",
                "start_time_utc": "called_on",
            },
        ),
        (
            "Date/Time Start (UTC),Source Number,Destination DID",
            "2026-11-01 10:00:00,+13035550111,+12025550101",
            "DIDWW inbound calls",
            {"Destination DID": "promo_number", "Date/Time Start (UTC)": "called_on"},
        ),
        (
            "From,To,Start Time,Direction",
            "+13035550111,+12025550101,2026-11-01 10:00:00 UTC,inbound",
            "Twilio calls",
            {"To": "promo_number", "Start Time": "called_on"},
        ),
    ],
)
def test_known_vendors_are_proposed_by_their_headings(
    tmp_path: Path, header: str, row: str, source: str, columns: dict[str, str]
) -> None:
    found = proposed(tmp_path, f"{header}\n{row}\n")
    assert (found.mapping.source, found.mapping.table) == (source, "calls")
    assert found.mapping.columns == columns


def test_what_only_a_person_can_say_is_asked(tmp_path: Path) -> None:
    found = proposed(tmp_path, "DID,Activated\n020 7946 0123,01/02/2026\n")
    assert found.mapping.dates is None
    assert any("is '01/02/2026' day first or month first?" in question for question in found.questions)
    assert any("'020 7946 0123' has no country code" in question for question in found.questions)


def test_our_own_tables_need_no_proposal(tmp_path: Path) -> None:
    path = tmp_path / "limits.csv"
    path.write_text("network_id,network_limit,dynamic_limit\nacme,5,2\n")
    assert proposals(path) == []


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-11-05", "2026-11-05"),
        ("2026-11-05 23:30", "2026-11-05"),
        ("2026-11-06T03:30:00Z", "2026-11-05"),
        ("2026-11-06T03:30:00.000+00:00", "2026-11-05"),
        ("2026-11-05T23:30:00-0500", "2026-11-05"),
        ("11/05/2026", "2026-11-05"),
        ("11/5/2026 11:30 PM", "2026-11-05"),
        ("Nov 5, 2026", "2026-11-05"),
        ("5 November 2026", "2026-11-05"),
        ("Thu, 05 Nov 2026 10:00:00 +0000", "2026-11-05"),
        ("20261105", "2026-11-05"),
        ("1762313400000", "2025-11-04"),
        ("13/05/2026", "13/05/2026"),
        ("2026-13-05", "2026-13-05"),
        ("Foo 5, 2026", "Foo 5, 2026"),
        ("2026-11-05T23:30:00+99:99", "2026-11-05T23:30:00+99:99"),
        ("2026-11-05 25:30:00Z", "2026-11-05 25:30:00Z"),
        ("soon", "soon"),
    ],
)
def test_days_in_common_forms_become_days_of_the_network(text: str, day: str) -> None:
    # 1762313400 is 5 Nov 2025, 03:30 UTC: still the 4th in New York.
    assert Reading(dates="month first", network_zone="America/New_York").day(text) == day


def test_times_without_a_zone_are_taken_in_the_stated_one() -> None:
    reading = Reading(times_in="UTC", network_zone="America/New_York")
    assert reading.day("2026-11-06 03:30:00") == "2026-11-05"
    assert reading.day("2026-11-06") == "2026-11-06"


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("Oct 2026", "2026-10"),
        ("10/2026", "2026-10"),
        ("2026-10", "2026-10"),
        ("2026-10-31", "2026-10"),
        ("13/2026", "13/2026"),
    ],
)
def test_months_in_common_forms(text: str, month: str) -> None:
    assert Reading().month(text) == month
