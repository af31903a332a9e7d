"""Sentences with named figures: found in a text, compared with what the figures are, and what no sentence covers."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tests.views.figures.facts import Figures, percent

_COUNT = r"(?<![\d.])(?<!\d,)[-+−]?\d+(?:,\d{3})*(?:\.\d+)?(?!\d)"
_DAY, _MONTH = r"\d{1,2} [A-Z][a-z]{2} \d{4}", r"[A-Z][a-z]+ \d{4}"
_SHAPES = {
    "": _COUNT,
    "%": r"(?:under |over )?\d+ %",
    "$": r"(?:\$-?[\d,]+|-?[\d,]+ [A-Z]{3})(?!\d)",
    "r": r"< 0\.01 %|\d+(?:\.\d+)? %",
    "d": _DAY,
    "m": _MONTH,
}
_PLACE = re.compile(r"\{([a-z_/]+)(?::([%$rdm]))?\}")
NUMBER = re.compile(r"\d(?:[\d,.]*\d)?")


@dataclass(frozen=True)
class Sentence:
    """A regular expression with places for figures; each place has one name, or several, of which one row fits."""

    template: str
    expression: re.Pattern[str]
    rows: tuple[tuple[str, ...], ...]
    shapes: tuple[str, ...]

    def fits(self, match: re.Match[str], figures: Figures) -> bool:
        said = match.groups()
        return any(
            all(
                is_said(text, shape, figures.get(name))
                for text, shape, name in zip(said, self.shapes, row, strict=True)
            )
            for row in self.rows
        )


def sentence(template: str) -> Sentence:
    names, shapes, parts, at = [], [], [], 0
    for place in _PLACE.finditer(template):
        names.append(place[1].split("/"))
        shapes.append(place[2] or "")
        parts += [template[at : place.start()], f"({_SHAPES[place[2] or '']})"]
        at = place.end()
    parts.append(template[at:])
    alternatives = max((len(one) for one in names), default=1)
    rows = tuple(tuple(one[min(i, len(one) - 1)] for one in names) for i in range(alternatives))
    return Sentence(template, re.compile("".join(parts)), rows if names else ((),), tuple(shapes))


def is_said(text: str | None, shape: str, figure: Any) -> bool:
    """Whether the words say the figure, or one of a set of them; what a sentence leaves out is not said."""
    if text is None:
        return True
    if isinstance(figure, set | frozenset):
        return any(is_said(text, shape, one) for one in figure)
    if figure is None:
        return False
    if shape == "%":
        return text == percent(float(figure))
    if shape == "r":
        return text == rate(float(figure))
    if shape == "$":
        return int(re.sub(r"[^\d-]", "", text) or 0) == round(float(figure))
    if shape in ("d", "m"):
        return isinstance(figure, dt.date) and text in _dates(figure, shape)
    if isinstance(figure, str | dt.date):
        return False
    said = text.replace(",", "").replace("−", "-").replace("+", "")
    digits = len(said.partition(".")[2])
    return abs(float(said) - round(float(figure), digits)) < 0.5 * 10**-digits


def rate(ratio: float) -> str:
    """A rate with two digits that count."""
    if ratio < 5e-5:
        return "< 0.01 %"
    return f"{100 * ratio:.2g} %" if ratio < 0.1 else f"{100 * ratio:.0f} %"


def _dates(day: dt.date, shape: str) -> tuple[str, ...]:
    if shape == "d":
        return (f"{day.day} {day:%b %Y}",)
    return f"{day:%b %Y}", f"{day:%B %Y}"


def faults(
    text: str, subjects: Sequence[Figures], sentences: Sequence[Sentence], no_figures: re.Pattern[str]
) -> list[str]:
    """What a text says that no subject's figures are, and the numbers in it that no sentence covers."""
    covered = bytearray(len(text))
    wrong = []
    for one in sentences:
        for match in one.expression.finditer(text):
            if any(covered[match.start() : match.end()]):
                continue
            covered[match.start() : match.end()] = b"\1" * (match.end() - match.start())
            if one.shapes and not any(one.fits(match, figures) for figures in subjects):
                wrong.append(f"'{match[0]}' ({one.template}) is said, but {_known(one, subjects)}")
    for match in no_figures.finditer(text):
        covered[match.start() : match.end()] = b"\1" * (match.end() - match.start())
    wrong += [
        f"nothing is known of the number {match[0]}"
        for match in NUMBER.finditer(text)
        if not all(covered[match.start() : match.end()])
    ]
    return wrong


def _known(one: Sentence, subjects: Sequence[Figures]) -> str:
    """The figures as they are, of the first few subjects that have them."""
    names = sorted({name for row in one.rows for name in row})
    rows = [", ".join(f"{name} {figures[name]}" for name in names if name in figures) for figures in subjects]
    told = list(dict.fromkeys(row for row in rows if row))
    return " or ".join(told[:6]) if told else f"none of {', '.join(names)} is known here"
