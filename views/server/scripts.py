"""The scripts that pages of ours put into the browser, and by which digests the browser knows them."""

from __future__ import annotations

import base64
import hashlib
import re
from importlib import resources
from typing import Final

# The sign-in service leads back to the start page: where somebody wanted to go is kept by their own tab meanwhile.
_REMEMBER_WHERE: Final = """
sessionStorage.setItem("headroom.wanted", location.pathname + location.search);
"""
_GO_ON_THERE: Final = """
{
  const wanted = sessionStorage.getItem("headroom.wanted");
  sessionStorage.removeItem("headroom.wanted");
  const isOurs = wanted && wanted.startsWith("/") && !wanted.startsWith("//");
  if (isOurs && wanted !== location.pathname + location.search) location.replace(wanted);
}
"""
REMEMBER_WHERE: Final = f"<script>{_REMEMBER_WHERE}</script>"
GO_ON_THERE: Final = f"<script>{_GO_ON_THERE}</script>"


def _digest(script: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


def _streamlits_own() -> list[str]:
    """The few lines that Streamlit's own page has inline."""
    page = resources.files("streamlit").joinpath("static", "index.html").read_text(encoding="utf-8")
    return re.findall(r"<script>(.*?)</script>", page, flags=re.DOTALL)


ALLOWED_INLINE: Final = tuple(_digest(script) for script in (_REMEMBER_WHERE, _GO_ON_THERE, *_streamlits_own()))
