"""What a decision was made on, as a stored document: frozen once, reopened exactly."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from data.documents import EVIDENCE, read, write
from limits.kinds import LimitKey


def as_text(evidence: Mapping[str, Any]) -> str:
    """JSON text of plain values; a figure that is not finite has none and becomes null."""
    return write(EVIDENCE, _finite(dict(evidence)))


def from_text(text: str, request_id: str) -> dict[str, Any]:
    """What was frozen with a request's decision, in any version; DocumentUnreadable where that cannot be read."""
    return dict(read(EVIDENCE, text, f"the evidence of request {request_id}").content)


def answer_then(evidence: Mapping[str, Any], key: LimitKey) -> Mapping[str, Any]:
    """The answer to the request as it was frozen; of decisions before there was one, what was suggested then."""
    if "answer" in evidence:
        return evidence["answer"] or {}
    limits = evidence["status"]["limits"]
    own = [limit for limit in limits if (limit["kind"], limit["campaign_id"] or "") == (key.kind, key.campaign_id)]
    return (own[0].get("suggestion") or {}) if own else {}


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _finite(part) for name, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(part) for part in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
