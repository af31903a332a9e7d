"""A signature over an export: who has the key made it. Checksums prove an export whole, not where it comes from."""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Mapping
from pathlib import Path

from data.errors import BadInput

KEY = "HEADROOM_EXPORT_KEY"
SIGNATURE = "manifest.hmac-sha256"
SHORTEST_KEY = 16  # characters


def export_key(environment: Mapping[str, str] = os.environ) -> bytes | None:
    """The key that exports are signed and verified with; None where nobody set one."""
    key = environment.get(KEY, "").strip()
    if not key:
        return None
    if len(key) < SHORTEST_KEY:
        raise BadInput(
            f"{KEY} has {len(key)} characters, and a key that short can be guessed. Give at least {SHORTEST_KEY}, such "
            "as `openssl rand -hex 32` prints."
        )
    return key.encode()


def sign(manifest: Path, key: bytes) -> None:
    """Writes the signature beside a manifest, which holds the checksum of every file."""
    signature = hmac.new(key, manifest.read_bytes(), hashlib.sha256).hexdigest()
    manifest.with_name(SIGNATURE).write_text(signature + "\n", encoding="utf-8")


def verify(manifest: Path, key: bytes) -> None:
    """Raises BadInput for a manifest that the key did not sign."""
    path = manifest.with_name(SIGNATURE)
    try:
        signature = path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        raise BadInput(
            f"{manifest.parent} is not signed, and {KEY} is set, so only exports signed with it are restored. Export "
            f"it again with the key, or unset {KEY} if you trust where it comes from."
        ) from None
    except (OSError, ValueError) as error:
        raise BadInput(f"{path} cannot be read as a signature ({error}); take another copy of the export.") from error
    expected = hmac.new(key, manifest.read_bytes(), hashlib.sha256).hexdigest()
    if not hmac.compare_digest(signature.encode(), expected.encode()):
        raise BadInput(
            f"{manifest.parent} was not signed with the key in {KEY}, or was changed since. Take another copy, or give "
            "the key it was signed with."
        )
