"""Words that people write and that are kept: some, and not a book."""

from __future__ import annotations

from data.errors import BadInput

REASON_MAX = 2_000


def check_text(text: str, when_missing: str) -> None:
    """Words that will be kept: some, and not a book."""
    if not text.strip():
        raise BadInput(when_missing)
    if len(text) > REASON_MAX:
        raise BadInput(f"The reason has {len(text):,} characters; at most {REASON_MAX:,} are kept.")
