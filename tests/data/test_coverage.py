"""What is known of each month: reported and frozen, at least this, or nothing."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from data.errors import BadInput, ImportRejected
from data.store import Store
from data.tables.usage import month_corrections
from data.upkeep.check import violations
from tests.data.facts_files import campaign, give, months, number, total_of

D = dt.date
AT_LEAST, REPORTED = False, True


def total(month: str, static: int, dynamic: int) -> str:
    return total_of("n", month, static, dynamic)


def test_a_month_without_a_row_is_no_month_of_zero(begun: Store, tmp_path: Path) -> None:
    rows = [total(f"2026-{m:02d}", 40, 30) for m in (1, 2, 3, 7, 8, 9, 10)]
    give(tmp_path, None, begun, monthly_usage=rows)
    assert list(months(begun, "n")) == [f"2026-{m:02d}" for m in (1, 2, 3, 7, 8, 9, 10)]
    assert all(row == (40, 30, REPORTED) for row in months(begun, "n").values())


def test_a_month_stated_as_zero_is_zero(begun: Store, tmp_path: Path) -> None:
    give(tmp_path, None, begun, monthly_usage=[total("2026-09", 0, 0), total("2026-10", 4, 0)])
    assert months(begun, "n") == {"2026-09": (0, 0, REPORTED), "2026-10": (4, 0, REPORTED)}
    assert violations(begun) == []


def test_a_month_seen_before_its_end_is_at_least_that_once_it_is_over(begun: Store, tmp_path: Path) -> None:
    give(tmp_path, "2026-10-28", begun, monthly_usage=[total("2026-09", 40, 30), total("2026-10", 41, 33)])
    assert months(begun, "n")["2026-10"] == (41, 33, REPORTED)  # the running month, so far
    give(tmp_path, "2026-11-24", begun, monthly_usage=[total("2026-11", 42, 30)])
    assert months(begun, "n") == {
        "2026-09": (40, 30, REPORTED),
        "2026-10": (41, 33, AT_LEAST),
        "2026-11": (42, 30, REPORTED),
    }
    give(tmp_path, "2026-10-31", begun, monthly_usage=[total("2026-10", 41, 35)])
    assert months(begun, "n")["2026-10"] == (41, 35, REPORTED)
    assert violations(begun) == []


def test_a_list_reports_its_own_month_and_others_at_least(begun: Store, tmp_path: Path) -> None:
    give(
        tmp_path, "2026-11-24", begun, numbers=[number("n", 1, "a", "2026-09-05"), number("n", 2, "pool", "2026-10-07")]
    )
    assert months(begun, "n") == {
        "2026-09": (1, 0, AT_LEAST),
        "2026-10": (1, 1, AT_LEAST),
        "2026-11": (1, 1, REPORTED),
    }


def test_a_list_of_a_months_last_day_reports_that_month(begun: Store, tmp_path: Path) -> None:
    give(tmp_path, "2026-10-31", begun, numbers=[number("n", 1, "a", "2026-09-05")])
    assert months(begun, "n") == {
        "2026-09": (1, 0, AT_LEAST),
        "2026-10": (1, 0, REPORTED),
        "2026-11": (1, 0, REPORTED),  # it runs already: what is still assigned is used
    }


def test_complete_since_a_day_whole_months_are_reported_from_it_be_they_of_none(begun: Store, tmp_path: Path) -> None:
    rows = [number("n", 1, "a", "2026-06-05", "2026-07-02"), number("n", 2, "a", "2026-09-01")]
    give(tmp_path, "2026-10-20", begun, numbers=rows, complete_since=D(2026, 6, 2))
    assert months(begun, "n") == {
        "2026-06": (1, 0, AT_LEAST),
        "2026-07": (1, 0, REPORTED),
        "2026-08": (0, 0, REPORTED),
        "2026-09": (1, 0, REPORTED),
        "2026-10": (1, 0, REPORTED),
    }
    with begun.reading() as cursor:
        assert cursor.rows("SELECT network_id, since, as_of FROM complete_since") == [
            ("n", D(2026, 6, 2), D(2026, 10, 20))
        ]
    assert violations(begun) == []


def test_lists_cannot_be_complete_since_a_day_to_come(begun: Store, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="complete since 2026-11-01"):
        give(tmp_path, "2026-10-20", begun, numbers=[number("n", 1, "a", "2026-06-05")], complete_since=D(2026, 11, 1))


def test_totals_reported_to_the_end_stand_where_a_list_knows_fewer(begun: Store, tmp_path: Path) -> None:
    give(tmp_path, "2026-11-24", begun, numbers=[number("n", 1, "a", "2026-09-05")])
    give(tmp_path, None, begun, monthly_usage=[total("2026-09", 20, 7)])
    assert months(begun, "n")["2026-09"] == (20, 7, REPORTED)


def test_a_closed_month_stays_and_the_import_says_so(begun: Store, tmp_path: Path) -> None:
    give(tmp_path, None, begun, monthly_usage=[total("2026-08", 150, 150), total("2026-09", 150, 270)])
    done = give(tmp_path, None, begun, monthly_usage=[total("2026-08", 150, 150), total("2026-09", 150, 150)])
    assert done.changed_count == 0
    said = (
        "Sep 2026 of n is closed and stays 420; the file says 300. Nothing of it was changed: if the file is right, "
        "import it with --correct 2026-09 --reason TEXT."
    )
    assert done.warnings == (said,)
    assert months(begun, "n")["2026-09"] == (150, 270, REPORTED)


def test_a_month_that_moved_between_campaigns_only_is_said_to(begun: Store, tmp_path: Path) -> None:
    give(tmp_path, None, begun, monthly_usage=["n,2026-09,a,10,", "n,2026-09,b,5,"])
    done = give(tmp_path, None, begun, monthly_usage=["n,2026-09,a,9,", "n,2026-09,b,6,"])
    assert "stays 15; the file says 15 in all, and otherwise by campaign" in done.warnings[0]
    assert campaign(begun, "n", "a")["2026-09"] == 10


def test_usage_of_other_numbers_does_not_change_a_closed_month_and_calls_do(begun: Store, tmp_path: Path) -> None:
    rows = [number("n", i, "a", "2026-11-01") for i in (1, 2, 3)]
    give(tmp_path, "2026-11-24", begun, numbers=rows)
    give(tmp_path, None, begun, usage=["n,+18555550001,2026-09,4", "n,+18555550002,2026-09,"])
    calls = give(tmp_path, None, begun, usage=["n,+18555550001,2026-09,5", "n,+18555550002,2026-09,1"])
    assert (calls.changed_count, calls.warnings) == (2, ())
    more = give(tmp_path, None, begun, usage=[f"n,+1855555000{i},2026-09,1" for i in (1, 2, 3)])
    assert (more.changed_count, "stays 2; the file says 3" in more.warnings[0]) == (0, True)
    assert months(begun, "n")["2026-09"] == (2, 0, REPORTED)
    assert violations(begun) == []


def test_a_list_that_has_more_numbers_in_a_closed_month_says_so(begun: Store, tmp_path: Path) -> None:
    give(tmp_path, None, begun, monthly_usage=[total("2026-09", 1, 0)])
    rows = [number("n", 1, "a", "2026-09-05"), number("n", 2, "a", "2026-09-05")]
    done = give(tmp_path, "2026-11-24", begun, numbers=rows)
    assert any("Sep 2026 of n is closed and stays 1, though the list now has 2 numbers" in w for w in done.warnings)
    assert months(begun, "n")["2026-09"] == (1, 0, REPORTED)
    assert give(tmp_path, "2026-11-24", begun, numbers=rows).warnings == ()


def test_a_correction_changes_the_month_and_keeps_both_figures(begun: Store, tmp_path: Path) -> None:
    give(tmp_path, None, begun, monthly_usage=["n,2026-09,a,150,", "n,2026-09,,,270", "n,2026-08,,150,150"])
    rows = ["n,2026-09,a,150,", "n,2026-09,,,150", "n,2026-08,,1,1"]
    done = give(
        tmp_path, None, begun, monthly_usage=rows, correct=[D(2026, 9, 1)], reason="the report counted a pool twice"
    )
    assert months(begun, "n") == {"2026-08": (150, 150, REPORTED), "2026-09": (150, 150, REPORTED)}
    assert "Aug 2026 of n is closed and stays 300; the file says 2" in done.warnings[0]
    with begun.reading() as cursor:
        (kept,) = month_corrections(cursor, ["n"])
    assert (kept.billing_month, kept.campaign_id, kept.reason) == (D(2026, 9, 1), "", "the report counted a pool twice")
    assert (kept.old_static, kept.old_dynamic, kept.new_static, kept.new_dynamic) == (150, 270, 150, 150)
    assert (kept.corrected_by, kept.file_name) == ("ada@vendor.example", str(tmp_path / "monthly_usage.csv"))
    assert violations(begun) == []


def test_a_correction_is_kept_by_campaign_too(begun: Store, tmp_path: Path) -> None:
    give(tmp_path, None, begun, monthly_usage=["n,2026-09,a,10,", "n,2026-09,b,5,"])
    give(tmp_path, None, begun, monthly_usage=["n,2026-09,a,9,", "n,2026-09,b,6,"], correct=[D(2026, 9, 1)], reason="x")
    with begun.reading() as cursor:
        kept = [(k.campaign_id, k.old_static, k.new_static) for k in month_corrections(cursor, ["n"])]
    assert kept == [("", 15, 15), ("a", 10, 9), ("b", 5, 6)]
    assert campaign(begun, "n", "b") == {"2026-09": 6}


def test_usage_by_number_corrects_too(begun: Store, tmp_path: Path) -> None:
    rows = [number("n", i, "a", "2026-11-01") for i in (1, 2, 3)]
    give(tmp_path, "2026-11-24", begun, numbers=rows)
    give(tmp_path, None, begun, usage=["n,+18555550001,2026-09,4", "n,+18555550002,2026-09,2"])
    give(tmp_path, None, begun, usage=["n,+18555550003,2026-09,4"], correct=[D(2026, 9, 1)], reason="wrong list")
    assert months(begun, "n")["2026-09"] == (1, 0, REPORTED)
    assert violations(begun) == []


@pytest.mark.parametrize(
    ("month", "words"),
    [
        (D(2026, 11, 1), "is not closed as of 2026-11-24"),
        (D(2026, 9, 1), "was never reported to its end"),
    ],
)
def test_what_is_open_or_never_reported_is_not_corrected(
    begun: Store, tmp_path: Path, month: dt.date, words: str
) -> None:
    give(tmp_path, "2026-11-24", begun, numbers=[number("n", 1, "a", "2026-09-05")])
    with pytest.raises(ImportRejected) as refused:
        give(tmp_path, "2026-11-24", begun, monthly_usage=[total(f"{month:%Y-%m}", 5, 0)], correct=[month], reason="x")
    assert words in refused.value.rejections[0].reason
    assert "without --correct" in refused.value.rejections[0].reason


def test_a_correction_below_what_numbers_prove_is_refused(begun: Store, tmp_path: Path) -> None:
    rows = [number("n", i, "a", "2026-09-05") for i in (1, 2, 3)]
    give(tmp_path, "2026-11-24", begun, numbers=rows, complete_since=D(2026, 9, 1))
    with pytest.raises(ImportRejected) as refused:
        give(tmp_path, None, begun, monthly_usage=[total("2026-09", 2, 0)], correct=[D(2026, 9, 1)], reason="x")
    assert "cannot be corrected to 2 numbers: the numbers on record prove 3" in refused.value.rejections[0].reason
    assert months(begun, "n")["2026-09"] == (3, 0, REPORTED)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"correct": [D(2026, 9, 1)]}, "needs a reason"),
        ({"reason": "x"}, "no month to correct"),
        ({"correct": [D(2026, 7, 1)], "reason": "x"}, "No file says anything of 2026-07"),
    ],
)
def test_a_half_stated_correction_is_refused(
    begun: Store, tmp_path: Path, options: dict[str, object], words: str
) -> None:
    give(tmp_path, None, begun, monthly_usage=[total("2026-09", 5, 0)])
    with pytest.raises(BadInput, match=words):
        give(tmp_path, None, begun, monthly_usage=[total("2026-09", 5, 0)], **options)
