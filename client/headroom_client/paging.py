"""Long lists: iterated item by item, a page fetched when it is needed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page; ``next_page_token`` is empty on the last."""

    items: list[T]
    next_page_token: str = ""


class Pages(Generic[T]):
    """All items of a list: ``for one in client.networks()``, or ``.pages()`` one page after the other."""

    def __init__(self, fetch: Callable[[str], Page[T]]) -> None:
        self._fetch = fetch

    def __iter__(self) -> Iterator[T]:
        for page in self.pages():
            yield from page.items

    def pages(self, page_token: str = "") -> Iterator[Page[T]]:
        """From the first page on, or from the one that a token names."""
        while True:
            page = self._fetch(page_token)
            yield page
            page_token = page.next_page_token
            if not page_token:
                return

    def all(self) -> list[T]:
        """Every item, fetched now."""
        return list(self)
