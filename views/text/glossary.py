"""The words of this product, each in one sentence."""

from __future__ import annotations

WHAT_IT_IS = (
    "Headroom answers, for every limit on an account: how full is it, how far can it safely go, and who can raise it?"
)
GLOSSARY: tuple[tuple[str, str], ...] = (
    ("Number-month", "One number that was on the account in one billing month. A contract buys an allotment of them."),
    ("Allotment", "The number-months a contract period buys in advance; what is used beyond them is overage."),
    ("Overage risk", "In how many of 100 forecast futures the allotment runs over before its period ends."),
    ("Safe", "The highest limit with an overage risk of at most 10 %."),
    ("Covered", "The highest limit that cannot run over, even if every number is used in every month."),
    ("Network limit", "The most numbers, static and dynamic together, that a network may use in a billing month."),
    ("Static number", "A number set up by hand for one campaign: a truck, a mailer, an advertisement."),
    ("Promo Numbers Allowed", "The limit of one campaign's static numbers, as the platform calls it."),
    ("Dynamic number", "A number of a RingPool; the dynamic limit is the most of them in a billing month."),
    ("RingPool", "The numbers a website lends to its visitors, one at a time, to tell where a call came from."),
    ("As history, as asked, if filled", "Three ways to use a limit: as until now, with the asked numbers too, full."),
    ("As of", "The day the figures describe: what was imported last."),
)  # fmt: skip


def as_markdown() -> str:
    return "\n".join(f"- **{word}**: {meaning}" for word, meaning in GLOSSARY)
