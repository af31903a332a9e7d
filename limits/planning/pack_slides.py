"""A term sheet as a file for a meeting: slides, or the same pages as PDF, by what is loaded when one is made."""

from __future__ import annotations

from collections.abc import Mapping

from limits.planning.account_sheet import TermSheet
from limits.planning.pack_story import about, tell


def slides(sheet: TermSheet, *, names: Mapping[str, str] | None = None) -> bytes:
    """A PPTX file; ``names`` by e-mail address, because no address is shown."""
    from limits.planning.deck_slides import SlideDeck

    deck = SlideDeck(**about(sheet), names=names)
    tell(deck, sheet)
    return deck.bytes()


def pdf(sheet: TermSheet, *, names: Mapping[str, str] | None = None) -> bytes:
    """A PDF file with the figures of the slides."""
    from limits.planning.deck_pdf import PdfDeck

    deck = PdfDeck(**about(sheet), names=names)
    tell(deck, sheet)
    return deck.bytes()
