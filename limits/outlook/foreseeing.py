"""What a forecast goes through before anything rests on it: sums put right by the fleet's past, then the plan."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Final

import numpy as np

from data.documents import CALIBRATION, read, write
from data.errors import DocumentUnreadable
from data.records import Allotment, Partnership
from data.store import Cursor
from data.tables import settings as setting_store
from data.tables.scenarios import ScenarioRow
from forecasting.demand import SumCalibration, recent_moves
from limits.network import Contract, LimitHeadroom
from limits.outlook.known_past import Past
from limits.outlook.outlook import FloatArray, Outlook
from limits.outlook.scenario_changes import Change, changed_contract, changed_outlook, from_text

SETTING = CALIBRATION.name
_UNCALIBRATED = SumCalibration()


@dataclass(frozen=True)
class CommittedScenario:
    """What is different from what is on record, by which scenario; no name for one that is only weighed."""

    changes: tuple[Change, ...] = ()
    name: str = ""
    by: str = ""
    is_told: bool = True  # customers learn that there is a plan, not what the vendor calls it
    unreadable: str = ""  # why its changes are not known, where they cannot be read

    @property
    def caveat(self) -> str | None:
        """What has to be said wherever the forecast is shown."""
        if self.unreadable:
            told = f"The forecast is without the plan '{self.name}' of {self.by}. {self.unreadable}"
            return told if self.is_told else "The forecast is without your customer success manager's plan"
        if not self.changes or not self.name:
            return None
        if not self.is_told:
            return "The forecast follows a plan of your customer success manager"
        return f"The forecast follows the plan '{self.name}' of {self.by}: {'; '.join(c.words for c in self.changes)}"

    def contract(
        self, partnerships: list[Partnership], allotments: list[Allotment], as_of: dt.date | None
    ) -> tuple[list[Partnership], list[Allotment]]:
        if not self.changes or as_of is None:
            return partnerships, allotments
        return changed_contract(self.changes, partnerships, allotments, as_of)


NONE_COMMITTED: Final = CommittedScenario()


def committed_from(row: ScenarioRow | None) -> CommittedScenario:
    """The plan of a network; where its scenario cannot be read, one that changes nothing and says so."""
    if row is None:
        return NONE_COMMITTED
    try:
        return CommittedScenario(from_text(row.changes, f"scenario {row.scenario_id}"), row.name, row.saved_by)
    except DocumentUnreadable as error:
        return CommittedScenario((), row.name, row.saved_by, unreadable=str(error))


@dataclass(frozen=True)
class UnreadCalibration(SumCalibration):
    """Changes nothing, because what the last look back found cannot be read; every forecast says so."""

    why: str = ""

    @property
    def caveat(self) -> str:
        return f"The sums of the forecast are not put right by the past. {self.why}"


def stored_calibration(cursor: Cursor) -> SumCalibration:
    """What the last look back found; as long as there was none, nothing is changed."""
    stored = setting_store.setting(cursor, SETTING)
    if stored is None:
        return _UNCALIBRATED
    try:
        return SumCalibration(**read(CALIBRATION, stored.value, "what the last look back found").content)
    except DocumentUnreadable as error:
        return UnreadCalibration(why=str(error))


def store_calibration(cursor: Cursor, calibration: SumCalibration, *, by: str, at: dt.datetime) -> None:
    before = setting_store.setting(cursor, SETTING)
    text = write(CALIBRATION, asdict(calibration))
    setting_store.set_setting(cursor, SETTING, text, version=(before.version if before else 0) + 1, by=by, at=at)


def foreseen(
    outlook: Outlook,
    known: Past,
    contract: Contract,
    headrooms: Sequence[LimitHeadroom] | None,
    committed: CommittedScenario,
    calibration: SumCalibration,
) -> Outlook:
    """The outlook a network's figures rest on."""
    months = contract.months_left or len(outlook.months)
    ahead = calibrated(outlook, known, months, calibration)
    used = {s.key: s.usage for s in headrooms or ()}
    if isinstance(calibration, UnreadCalibration):
        ahead = replace(ahead, caveats=(*ahead.caveats, calibration.caveat))
    if committed.unreadable and committed.caveat:
        ahead = replace(ahead, caveats=(committed.caveat, *ahead.caveats))
    return ahead if not committed.changes else changed_outlook(committed.changes, ahead, used, committed.caveat)


def calibrated(outlook: Outlook, known: Past, months: int, calibration: SumCalibration) -> Outlook:
    """The months after the running one scaled path by path, so that their sum is right; whole numbers stay whole.

    Static and dynamic numbers take their part by how much they vary: what stands still goes on standing still.
    """
    if calibration.changes_nothing or months < 2:
        return outlook
    ahead = slice(1, months)
    parts = [outlook.static, outlook.dynamic]
    sums = [part[:, ahead].sum(axis=1) for part in parts]
    total = sums[0] + sums[1]
    move = float(recent_moves(np.array([[np.nan if m.used is None else m.used for m in known.closed]], dtype=float))[0])
    factors = calibration.factors(total, months, move) if known.closed else np.ones(len(total))
    spreads = [float(s.var()) for s in sums]
    if not sum(spreads):
        return outlook
    static, dynamic = (
        _scaled(part, own, (factors - 1.0) * total * spread / sum(spreads))
        for part, own, spread in zip(parts, sums, spreads, strict=True)
    )
    share = np.where(outlook.static > 0, static / np.where(outlook.static > 0, outlook.static, 1.0), 1.0)
    campaigns = {i: own * share for i, own in outlook.campaigns.items()}
    return replace(outlook, static=static, dynamic=dynamic, campaigns=campaigns)


def _scaled(part: FloatArray, sums: FloatArray, more: FloatArray) -> FloatArray:
    """The months after the first times what makes their sum larger by ``more`` on each path."""
    factor = np.maximum(np.where(sums > 0, 1.0 + more / np.where(sums > 0, sums, 1.0), 1.0), 0.0)
    scaled = part.copy()
    scaled[:, 1:] *= factor[:, None]
    return np.rint(scaled) if np.array_equal(part, np.rint(part)) else scaled
