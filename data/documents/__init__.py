"""Stored documents: JSON that the store keeps as text, each tagged with what it is and in which version it was written.

A document is read by the model of the version it names, so what was frozen years ago reopens as it was. A version to
come is refused by name. What cannot be read is said of that one document; whoever asked decides how to go on without
it. A new version is a new model beside the old ones in the document's own file, and one more line in its Kind.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from data.errors import DocumentTooNew, DocumentUnreadable

if TYPE_CHECKING:
    from pydantic import TypeAdapter

__all__ = [
    "CALIBRATION",
    "EVIDENCE",
    "KINDS",
    "LESSON",
    "PACK",
    "POLICY",
    "SCENARIO",
    "Document",
    "Kind",
    "read",
    "write",
]

_DEFECTS_SHOWN = 3


@dataclass(frozen=True)
class Kind:
    """One kind of document: its name in the tag, the model of every version, and what to do about a broken one."""

    name: str
    models: Mapping[int, str]  # version: "module:type", imported when a document of it is read or written
    way_out: str
    untagged: int = 1  # the version of what was written before documents had tags

    @property
    def newest(self) -> int:
        return max(self.models)


@dataclass(frozen=True)
class Document:
    """A document as it was read: ``content`` is the plain JSON value, exactly; ``model`` the same, typed."""

    kind: Kind
    version: int
    content: Any
    model: Any


EVIDENCE = Kind(
    "decision evidence",
    {1: "data.documents.evidence:EvidenceV1", 2: "data.documents.evidence_v2:EvidenceV2"},
    "What was decided stands; only what was known then cannot be shown.",
)
PACK = Kind(
    "pack",
    {1: "data.documents.pack:PackV1", 2: "data.documents.pack:PackV2"},
    "Other packs can be opened; freeze a new one for what is known now.",
)
CALIBRATION = Kind(
    "sum calibration",
    {1: "data.documents.calibration:CalibrationV1"},
    "An Admin looks back again (`python -m limits lookback --as ADMIN`).",
)
LESSON = Kind(
    "fleet lesson",
    {1: "data.documents.lesson:LessonV1"},
    "Forecasts go on without it; the next closed month teaches a new one.",
)
POLICY = Kind(
    "fast lane",
    {1: "data.documents.policy:PolicyV1"},
    "An Admin sets the policy again (`python -m limits policy --as ADMIN --fast-lane on`, or off).",
)
SCENARIO = Kind(
    "scenario changes",
    {1: "data.documents.scenario:ScenarioChangesV1"},
    "Uncommit it where it is the plan, remove it, and save it again.",
)
KINDS = (EVIDENCE, PACK, CALIBRATION, LESSON, POLICY, SCENARIO)


def write(kind: Kind, content: Any) -> str:
    """The document as JSON text, tagged with its newest version; ValueError for what could not be read again."""
    _adapter(kind.models[kind.newest]).validate_json(json.dumps(content), strict=True)
    document = {"document": kind.name, "version": kind.newest, "content": content}
    return json.dumps(document, ensure_ascii=False, sort_keys=True)


def read(kind: Kind, text: str, subject: str) -> Document:
    """The document; ``subject`` is what messages call it, such as "the evidence of request R-7".

    Raises DocumentTooNew for a version to come, DocumentUnreadable for what is not such a document.
    """
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _unreadable(kind, subject, f"it is no JSON ({str(error)[:80]})") from error
    version, content = _untagged(kind, document, subject)
    if version > kind.newest:
        raise DocumentTooNew(
            f"{subject[:1].upper()}{subject[1:]} was written in version {version} by a newer Headroom; this one reads "
            f"'{kind.name}' up to version {kind.newest}. It was left as it is: update Headroom to read it."
        )
    if version not in kind.models:
        raise _unreadable(kind, subject, f"there never was a version {version} of '{kind.name}'")
    return Document(kind, version, content, _validated(kind, version, content, subject))


def _untagged(kind: Kind, document: Any, subject: str) -> tuple[int, Any]:
    """Version and content. What has no tag was written before there were any; packs had a number then."""
    if not isinstance(document, dict) or "document" not in document:
        if kind is PACK and isinstance(document, dict):
            return _number(kind, document.pop("format", None), "format", subject), document
        return kind.untagged, document
    if document["document"] != kind.name:
        raise _unreadable(kind, subject, f"it is tagged {str(document['document'])[:40]!r}, not {kind.name!r}")
    if document.keys() != {"document", "version", "content"}:
        odd = ", ".join(sorted(document.keys() ^ {"document", "version", "content"}))
        raise _unreadable(kind, subject, f"beside its tag it has other parts than version and content: {odd[:80]}")
    return _number(kind, document["version"], "version", subject), document["content"]


def _number(kind: Kind, version: Any, name: str, subject: str) -> int:
    if isinstance(version, bool) or not isinstance(version, int):
        raise _unreadable(kind, subject, f"its {name} is {str(version)[:40]!r}, which is no number")
    return version


def _validated(kind: Kind, version: int, content: Any, subject: str) -> Any:
    from pydantic import ValidationError

    try:
        return _adapter(kind.models[version]).validate_json(json.dumps(content), strict=True)
    except ValidationError as error:
        wrong = error.errors(include_url=False, include_context=False)
        said = [f"{'.'.join(str(p) for p in d['loc']) or 'it'}: {d['msg']}" for d in wrong[:_DEFECTS_SHOWN]]
        more = f" and {len(wrong) - _DEFECTS_SHOWN:,} more" if len(wrong) > _DEFECTS_SHOWN else ""
        raise _unreadable(kind, subject, "; ".join(said) + more) from error


@lru_cache
def _adapter(place: str) -> TypeAdapter[Any]:
    from pydantic import TypeAdapter

    module, name = place.split(":")
    return TypeAdapter(getattr(import_module(module), name))


def _unreadable(kind: Kind, subject: str, why: str) -> DocumentUnreadable:
    return DocumentUnreadable(f"{subject[:1].upper()}{subject[1:]} cannot be read: {why}. {kind.way_out}")
