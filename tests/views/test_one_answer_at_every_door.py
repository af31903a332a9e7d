"""A network's figures are the same at every door: portfolio, commands, API, and the files that people take along."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import anyio
import httpx
import openpyxl
import pytest
from pptx import Presentation
from starlette.types import ASGIApp

from data.store import Store
from limits import clock
from limits.__main__ import main
from limits.actors import OPERATOR, actor
from limits.advice import PortfolioRow, network_standing, portfolio
from limits.answers import amount_words
from limits.kinds import NETWORK
from limits.people import SCOPES, make_token
from limits.percents import counted, percent
from limits.planning import TermSheet, sheet_csv, slides, term_sheet, workbook
from tests.portfolio_store import sample_store
from tests.views.conftest import NOW
from views.api.application import build

CSM = "nora.feld@example.com"
pytestmark = pytest.mark.slow
Figures = dict[str, Any]


@dataclass(frozen=True)
class Doors:
    """One store, and what of it was read once for all networks."""

    store: Store
    rows: Mapping[str, PortfolioRow]
    sheets: Mapping[str, TermSheet]
    triage: Mapping[str, Figures]
    status: Mapping[str, Figures]
    explained: Mapping[str, Figures]
    api: ASGIApp
    token: str

    def asked(self, path: str) -> Any:
        """What the API answers, with no server between."""

        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(self.api)
            async with httpx.AsyncClient(transport=transport, base_url="http://headroom.test") as client:
                return await client.get(path, headers={"Authorization": f"Bearer {self.token}"})

        answer = anyio.run(ask)
        assert answer.status_code == 200, answer.text
        return answer.json()


@pytest.fixture(scope="module")
def doors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    path = sample_store(tmp_path_factory.mktemp("doors") / "headroom.duckdb")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "_now", lambda: NOW)
        patch.setenv("HEADROOM_DB", str(path))
        store = Store(path)
        token = make_token(store, actor(store, CSM), "compares figures", SCOPES)[1]
        store.close()
        triage = {row["network_id"]: row for row in said("triage")}
        status = {i: said("status", i) for i, row in triage.items() if row["csm_email"] == CSM}
        explained = {i: said("explain", i, "--kind", "dynamic", "--count", "1000000") for i in status}
        store = Store(path)
        rows = {row.network.network_id: row for row in portfolio(store, actor(store, CSM))}
        sheets = {network_id: _sheet(store, network_id) for network_id in rows}
        yield Doors(store, rows, sheets, triage, status, explained, build(lambda: store, lambda _secret: 0.0), token)
        store.close()


def _sheet(store: Store, network_id: str) -> TermSheet:
    sheet = term_sheet(store, OPERATOR, network_id)
    assert sheet is not None
    return sheet


def said(*command: str) -> Any:
    """What a command prints as JSON."""
    with pytest.MonkeyPatch.context() as patch:
        out = io.StringIO()
        patch.setattr("sys.stdout", out)
        assert main([*command, "--json"]) in (0, 1)  # 1 where the answer is no
    return json.loads(out.getvalue())


def one_answer(doors: Doors, network_id: str) -> Figures:
    """What all doors have to say."""
    standing = network_standing(doors.store, OPERATOR, network_id)
    limit, answer, current = standing.limit(NETWORK), standing.answers[NETWORK], standing.contract.current
    assert current is not None
    return {
        "limit": limit.limit,
        "usage": limit.usage,
        "left": limit.limit - limit.usage,
        "safe": answer.safe_limit,
        "recommended": answer.limit,
        "risk": standing.overage_risk,
        "need": answer.need,
        "allotment_left": current.left,
        "expected_overage": answer.as_history.overage,
        "cost": answer.as_history.cost,
    }


def of_portfolio(doors: Doors, network_id: str) -> Figures:
    row = doors.rows[network_id]
    assert row.network_limit is not None
    assert row.answer is not None
    assert row.contract.current is not None
    return {
        "limit": row.network_limit.limit,
        "usage": row.network_limit.usage,
        "left": row.network_limit.headroom,
        "safe": row.answer.safe_limit,
        "recommended": row.answer.limit,
        "risk": row.overage_risk,
        "need": row.answer.need,
        "allotment_left": row.contract.current.left,
        "expected_overage": row.answer.as_history.overage,
        "cost": row.answer.as_history.cost,
    }


def of_triage(doors: Doors, network_id: str) -> Figures:
    row = doors.triage[network_id]
    whole = row["limits"][0]
    return {
        "limit": whole["limit"],
        "usage": whole["usage"],
        "left": whole["headroom"],
        "risk": row["overage_risk"],
        "allotment_left": row["allotment_left"],
    }


def of_status(doors: Doors, network_id: str) -> Figures:
    return _of_limits(doors.status[network_id])


def of_explain(doors: Doors, network_id: str) -> Figures:
    """So many numbers fit nowhere, so the network limit is among what is in the way."""
    whole = next(one for one in doors.explained[network_id]["binding"] if one["kind"] == "network")
    return {"limit": whole["limit"], "usage": whole["usage"], "left": whole["headroom"]}


def of_api(doors: Doors, network_id: str) -> Figures:
    limits = doors.asked(f"/networks/{network_id}/limits")["items"]
    answers = doors.asked(f"/networks/{network_id}/answers")["items"]
    for limit, answer in zip(limits, answers, strict=True):
        limit["answer"] = answer
    return _of_limits({"limits": limits, "contract": doors.asked(f"/networks/{network_id}/contract")})


def _of_limits(found: Figures) -> Figures:
    whole = found["limits"][0]
    answer = whole["answer"]
    known = answer["safe_increase"] is not None and answer["as_history"]["risk"] <= answer["risk_level"]
    figures = {
        "limit": whole["limit"],
        "usage": whole["usage"],
        "left": whole["headroom"],
        "safe": whole["limit"] + answer["safe_increase"] if known else None,
        "recommended": answer["limit"],
        "need": answer["need"],
        "allotment_left": found["contract"]["periods"][0]["left"],
        "expected_overage": answer["as_history"]["overage"],
        "cost": answer["as_history"]["cost"],
    }
    return figures | ({"risk": found["overage_risk"]} if "overage_risk" in found else {})


def of_csv(doors: Doors, network_id: str) -> Figures:
    sheet = doors.sheets[network_id]
    rows = {(r["section"], r["item"], r["figure"]): r["value"] for r in csv.DictReader(io.StringIO(sheet_csv(sheet)))}

    def figure(*key: str) -> float | None:
        return None if key not in rows else float(rows[key])

    column = ("scenario", "as it is")
    return {
        **{name: figure("limit", "network limit", name) for name in ("limit", "usage")},
        "left": figure("limit", "network limit", "headroom"),
        "recommended": figure("limit", "network limit", "suggested_limit"),
        "safe": figure(*column, "safe_limit"),
        "risk": figure(*column, "overage_risk"),
        "need": figure(*column, "need"),
        "expected_overage": figure(*column, "expected_overage"),
        "cost": figure(*column, "expected_overage_cost"),
        "allotment_left": figure("term", sheet.name, "left"),
    }


def of_workbook(doors: Doors, network_id: str) -> Figures:
    book = openpyxl.load_workbook(io.BytesIO(workbook(doors.sheets[network_id])), data_only=True)
    term = {row[0]: row[1] for row in book["Term"].iter_rows(values_only=True)}
    heads, first, *_ = list(book["Limits"].iter_rows(values_only=True))
    whole = dict(zip(heads, first, strict=True))
    return {
        "limit": whole["Numbers a month"],
        "usage": whole["Used this month"],
        "left": whole["Headroom"],
        "recommended": whole["Recommended"],
        "allotment_left": term["Left, number-months"],
    }


DOORS: dict[str, Callable[[Doors, str], Figures]] = {
    "the portfolio": of_portfolio,
    "limits triage": of_triage,
    "limits status": of_status,
    "limits explain": of_explain,
    "the API": of_api,
    "the pack as CSV": of_csv,
    "the pack as a workbook": of_workbook,
}


def test_every_door_and_every_slide_says_the_figures_of_the_one_answer(doors: Doors) -> None:
    wrong = []
    for network_id in doors.rows:
        right = one_answer(doors, network_id)
        for door, read in DOORS.items():
            figures = read(doors, network_id)
            wrong += [
                f"{network_id}, {door}: {name} {figure} instead of {right[name]}"
                for name, figure in figures.items()
                if not _same(figure, right[name])
            ]
        missing = _not_on_slides(doors.sheets[network_id], right)
        wrong += [f"{network_id}, the slides: {figure} is not there" for figure in missing]
    assert wrong == []


def _same(figure: Any, right: Any) -> bool:
    """JSON rounds number-months to a tenth and money to cents."""
    return figure == right if figure is None or right is None else abs(figure - right) <= 0.051


def _not_on_slides(sheet: TermSheet, right: Figures) -> list[str]:
    said = " ".join(_slide_texts(slides(sheet)))
    wanted = [f"{abs(right['allotment_left']):,}", percent(right["risk"]), f"{right['need']:,}"]
    wanted += [f"{right['limit']:,}", f"{right['usage']:,}", f"{right['recommended']:,}"]
    if round(right["expected_overage"]):
        wanted += [counted(right["expected_overage"], "number-month"), amount_words(right["cost"], sheet.currency)]
    return [figure for figure in wanted if not re.search(rf"(?<![\d,.]){re.escape(figure)}(?![\d])", said)]


def _slide_texts(file: bytes) -> Iterator[str]:
    for slide in Presentation(io.BytesIO(file)).slides:
        for shape in slide.shapes:
            if shape.has_text_frame:
                yield shape.text_frame.text
            if shape.has_table:
                yield from (cell.text for row in shape.table.rows for cell in row.cells)
