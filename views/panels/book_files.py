"""The portfolio to take to a meeting: slides or PDF of the networks in view, a page for each that needs somebody."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from limits.advice import PortfolioRow
from limits.planning import Book, book_pdf, book_slides, portfolio_book
from views.panels.download_link import download_link
from views.visit import reads, session

_PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"


def show(rows: Sequence[PortfolioRow]) -> None:
    """A file is made when it is asked for; nobody's address is in it."""
    if not rows:
        return
    store, person, memory = session.store(), session.person(), reads.portfolio_memory()
    only = frozenset(row.network.network_id for row in rows)

    def made(write: Callable[[Book], bytes]) -> bytes:
        return write(portfolio_book(store, person, only=only, memory=memory))

    download_link("Slides", "portfolio.pptx", _PPTX, lambda: made(book_slides))
    download_link("PDF", "portfolio.pdf", "application/pdf", lambda: made(book_pdf))
