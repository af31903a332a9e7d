"""Stored documents: what earlier versions wrote reopens exactly, what a later one wrote is refused by name."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from data.documents import CALIBRATION, EVIDENCE, KINDS, LESSON, PACK, POLICY, SCENARIO, Kind, read, write
from data.documents.stored import READABLE
from data.errors import DocumentTooNew, DocumentUnreadable
from data.store import Store
from data.upkeep.check import violations
from tests.limits.world import fill

FROZEN = Path(__file__).parent / "frozen_documents"  # as the writers of the time left them; never written anew
UNTAGGED = {
    EVIDENCE.name: "evidence_untagged",
    PACK.name: "pack_format_1",
    CALIBRATION.name: "calibration_untagged",
    LESSON.name: "lesson_untagged",
    POLICY.name: "policy_untagged",
    SCENARIO.name: "scenario_changes_untagged",
}
TAGGED = {
    EVIDENCE.name: "evidence_version_1",
    PACK.name: "pack_version_1",
    CALIBRATION.name: "calibration_version_1",
    LESSON.name: "lesson_version_1",
    POLICY.name: "policy_version_1",
    SCENARIO.name: "scenario_changes_version_1",
}


def frozen(name: str) -> str:
    return (FROZEN / f"{name}.json").read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_what_was_written_before_there_were_tags_reopens_exactly(kind: Kind) -> None:
    text = frozen(UNTAGGED[kind.name])
    expected = json.loads(text)
    if kind is PACK:
        assert expected.pop("format") == 1
    found = read(kind, text, "it")
    assert (found.version, found.content) == (1, expected)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_what_was_written_in_version_1_reopens_exactly_and_is_the_same_as_without_a_tag(kind: Kind) -> None:
    found = read(kind, frozen(TAGGED[kind.name]), "it")
    assert (found.version, found.content) == (1, read(kind, frozen(UNTAGGED[kind.name]), "it").content)


def test_the_models_have_the_types_that_the_figures_have() -> None:
    pack = read(PACK, frozen("pack_format_1"), "it").model
    assert (pack.network_id, pack.number_months, pack.as_of.isoformat()) == ("acme", 1200, "2026-11-20")
    calibration = read(CALIBRATION, frozen("calibration_untagged"), "it").model
    assert (calibration.shift, calibration.windows) == (0.1, 37)
    traffic = read(SCENARIO, frozen("scenario_changes_untagged"), "it").model[0]
    assert (traffic.what, traffic.factor) == ("traffic", 1.5)


def test_a_pack_of_version_2_has_the_planned_changes_and_needs_them_named() -> None:
    content = json.loads(frozen("pack_version_1"))["content"]
    planned = ["The network limit goes from 120 to 150 on 1 Dec 2026."]
    for kept in (planned, [], None):
        found = read(PACK, write(PACK, content | {"planned": kept}), "it")
        assert (found.version, found.content["planned"]) == (2, kept)
    with pytest.raises(DocumentUnreadable, match="planned"):
        read(PACK, json.dumps({"document": "pack", "version": 2, "content": content}), "it")
    with pytest.raises(DocumentUnreadable, match="planned"):
        read(PACK, json.dumps({"document": "pack", "version": 1, "content": content | {"planned": planned}}), "it")


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_version_to_come_is_refused_by_name_with_the_way_out(kind: Kind) -> None:
    later = json.dumps({"document": kind.name, "version": 7, "content": {"anything": "else"}})
    with pytest.raises(
        DocumentTooNew, match=rf"The thing .* version 7 .*'{kind.name}'.*version {kind.newest}.*update Headroom"
    ):
        read(kind, later, "the thing")


def changed(kind: Kind, **parts: Any) -> str:
    return json.dumps(json.loads(frozen(TAGGED[kind.name])) | parts)


@pytest.mark.parametrize(
    ("kind", "text", "why"),
    [
        (POLICY, "{", "it is no JSON"),
        (POLICY, "[" * 100_000, "it is no JSON"),
        (POLICY, "", "it is no JSON"),
        (POLICY, '{"is_on": true, "most_numbers": 25, "most_risk": 0.05}', "most_share"),
        (POLICY, '{"is_on": "yes", "most_numbers": 25, "most_risk": 0.05, "most_share": 0.1}', "is_on"),
        (POLICY, '{"is_on": true, "most_numbers": 25, "most_risk": 0.05, "most_share": 0.1, "x": 1}', "x: Extra"),
        (POLICY, '{"is_on": true, "most_numbers": 25, "most_risk": NaN, "most_share": 0.1}', "most_risk"),
        (POLICY, changed(POLICY, document="pack"), "tagged 'pack'"),
        (POLICY, changed(POLICY, version="1"), "its version is '1'"),
        (POLICY, changed(POLICY, version=True), "its version is 'True'"),
        (POLICY, changed(POLICY, version=0), "there never was a version 0"),
        (POLICY, changed(POLICY, signed="x"), "other parts .*: signed"),
        (PACK, '{"network_id": "acme"}', "its format is 'None'"),
        (PACK, "[]", "it: "),
        (SCENARIO, '[{"what": "magic"}]', "magic"),
        (SCENARIO, '[{"what": "traffic", "factor": 0, "from_month": "2026-12-01"}]', "factor"),
        (SCENARIO, '{"what": "traffic"}', "valid array"),
        (CALIBRATION, '{"shift": 0.1, "slope": 0, "stretch": Infinity, "windows": 3}', "stretch"),
        (EVIDENCE, "null", "it: "),
    ],
)
def test_what_is_no_such_document_is_said_with_what_is_wrong_and_the_way_out(kind: Kind, text: str, why: str) -> None:
    with pytest.raises(DocumentUnreadable, match=f"(?s)The thing cannot be read: .*{why}") as raised:
        read(kind, text, "the thing")
    assert str(raised.value).endswith(kind.way_out)
    assert not isinstance(raised.value, DocumentTooNew)


def test_nothing_is_written_that_could_not_be_read_again() -> None:
    with pytest.raises(ValueError, match="most_share"):
        write(POLICY, {"is_on": True, "most_numbers": 25, "most_risk": 0.05})


def test_a_command_that_reads_no_document_does_not_load_the_models() -> None:
    code = "import sys, data.documents, data.__main__, limits.__main__; sys.exit('pydantic' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False, cwd=FROZEN.parents[2]).returncode == 0


SPOILT = json.dumps({"document": "pack", "version": 9, "content": {}})
STORED = {
    "the evidence of request R-1": (
        "acme",
        (
            "INSERT INTO requests (request_id, network_id, kind, campaign_id, more_numbers, from_month, reason, "
            "status, filed_by, filed_at) VALUES ('R-1', 'acme', 'network', '', 5, '2026-12-01', 'x', 'filed', 'x', "
            "'2026-11-01 00:00:00'); "
            "INSERT INTO request_evidence VALUES ('R-1', '2026-11-02 00:00:00', '2026-11-01', $1)"
        ),
    ),
    "pack P-1": ("acme", "INSERT INTO packs VALUES ('P-1', 'acme', 'x', '2026-11-20', 'x', '2026-11-20 00:00:00', $1)"),
    "scenario S-1": (
        "acme",
        "INSERT INTO scenarios VALUES ('S-1', 'acme', 'x', 'x', $1, 'x', '2026-11-01 00:00:00', NULL)",
    ),
    "the setting 'sum calibration'": (
        "the store",
        "INSERT INTO settings VALUES ('sum calibration', 1, $1, 'x', '2026-11-01 00:00:00')",
    ),
    "the setting 'fast lane'": (
        "the store",
        "INSERT INTO settings VALUES ('fast lane', 1, $1, 'x', '2026-11-01 00:00:00')",
    ),
}


@pytest.mark.parametrize("subject", STORED)
def test_the_check_decodes_every_document_and_names_what_it_cannot_read(store: Store, subject: str) -> None:
    network_id, sql = STORED[subject]
    store.write(fill)
    with store.transaction() as cursor:
        for statement in sql.split("; "):
            cursor.execute(statement, *([SPOILT] if "$1" in statement else []))
    found = [v for v in violations(store) if v.invariant == READABLE]
    assert [v.subject for v in found] == [network_id]
    assert found[0].detail.startswith(subject[0].upper() + subject[1:])


def test_a_setting_that_was_set_again_and_a_scenario_that_was_removed_are_no_longer_looked_at(store: Store) -> None:
    store.write(fill)
    with store.transaction() as cursor:
        for version, text in ((1, "{"), (2, frozen("policy_version_1"))):
            sql = "INSERT INTO settings VALUES ('fast lane', $1, $2, 'x', '2026-11-01 00:00:00')"
            cursor.execute(sql, version, text)
        cursor.execute(
            "INSERT INTO scenarios VALUES ('S-1', 'acme', 'x', 'x', '{', 'x', '2026-11-01 00:00:00', "
            "'2026-11-02 00:00:00')"
        )
    assert violations(store) == []
