"""Prices as people read them."""

from __future__ import annotations

from decimal import Decimal


def price_words(price: Decimal) -> str:
    """A price of one thing: '2.75', '0.1234'."""
    places = max(2, -int(price.normalize().as_tuple().exponent))
    return f"{price:,.{places}f}"
