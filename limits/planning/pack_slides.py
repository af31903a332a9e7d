"""A term sheet or a CSM's book as a file for a meeting: slides, or the same pages as PDF, by what is loaded for it."""

from __future__ import annotations

from collections.abc import Mapping

from limits.planning.account_sheet import TermSheet
from limits.planning.book import Book
from limits.planning.book_story import book_about, tell_book
from limits.planning.deck import Deck
from limits.planning.pack_story import About, about, tell

Names = Mapping[str, str]


def slides(sheet: TermSheet, *, names: Names | None = None) -> bytes:
    """A PPTX file; ``names`` by e-mail address, because no address is shown."""
    deck = _slide_deck(about(sheet), names)
    tell(deck, sheet)
    return deck.bytes()


def pdf(sheet: TermSheet, *, names: Names | None = None) -> bytes:
    """A PDF file with the figures of the slides."""
    deck = _pdf_deck(about(sheet), names)
    tell(deck, sheet)
    return deck.bytes()


def book_slides(book: Book) -> bytes:
    """A PPTX file."""
    deck = _slide_deck(book_about(book), book.names)
    tell_book(deck, book)
    return deck.bytes()


def book_pdf(book: Book) -> bytes:
    """A PDF file with the figures of the slides."""
    deck = _pdf_deck(book_about(book), book.names)
    tell_book(deck, book)
    return deck.bytes()


def _slide_deck(said: About, names: Names | None) -> Deck:
    from limits.planning.deck_slides import SlideDeck

    return SlideDeck(**said, names=names)


def _pdf_deck(said: About, names: Names | None) -> Deck:
    from limits.planning.deck_pdf import PdfDeck

    return PdfDeck(**said, names=names)
