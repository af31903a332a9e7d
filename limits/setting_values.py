"""What a value of a setting may be: how each sort is read, held to its range and said."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Protocol

from limits.percents import percent_as_set

Value = bool | int | float | str | tuple[int, ...] | tuple[str, ...]


class Sort(Protocol):
    """One sort of value."""

    @property
    def unit(self) -> str:
        """What it is counted in, for people."""

    @property
    def range_words(self) -> str:
        """What may be given, such as 'from 1 to 365 days'."""

    def read(self, given: Any) -> Value:
        """The value that was given, as a figure or as text; raises ValueError for what it cannot be."""

    def words(self, value: Any) -> str:
        """The value as people read it."""


@dataclass(frozen=True)
class Ratio:
    """A share of one; given as 0.05, or as text with a percent sign."""

    least: float
    most: float
    unit: str = "%"

    @property
    def range_words(self) -> str:
        return f"from {percent_as_set(self.least)} to {percent_as_set(self.most)}"

    def read(self, given: Any) -> float:
        number = _number(given.strip().removesuffix("%") if isinstance(given, str) else given)
        if isinstance(given, str) and given.strip().endswith("%"):
            number = round(number / 100, 12)
        if not self.least <= number <= self.most:
            raise ValueError(f"give a percentage {self.range_words}")
        return number

    def words(self, value: Any) -> str:
        return percent_as_set(value)


@dataclass(frozen=True)
class Whole:
    """A whole number of something."""

    least: int
    most: int
    unit: str

    @property
    def range_words(self) -> str:
        return f"from {self.least:,} to {self.most:,}" + (f" {self.unit}" if self.unit else "")

    def read(self, given: Any) -> int:
        number = _number(given)
        if number != int(number) or not self.least <= number <= self.most:
            raise ValueError(f"give a whole number {self.range_words}")
        return int(number)

    def words(self, value: Any) -> str:
        unit = self.unit.removesuffix("s") if value == 1 else self.unit
        return f"{value:,} {unit}".rstrip()


@dataclass(frozen=True)
class Amount:
    """A measured figure."""

    least: float
    most: float
    unit: str

    @property
    def range_words(self) -> str:
        return f"from {self.least:g} to {self.most:,g} {self.unit}"

    def read(self, given: Any) -> float:
        number = _number(given)
        if not self.least <= number <= self.most:
            raise ValueError(f"give a number {self.range_words}")
        return number

    def words(self, value: Any) -> str:
        return f"{value:g} {self.unit.removesuffix('s') if value == 1 else self.unit}"


@dataclass(frozen=True)
class Choice:
    """One of a few words."""

    options: tuple[str, ...]
    unit: str = "choice"

    @property
    def range_words(self) -> str:
        return " or ".join(f"'{option}'" for option in self.options)

    def read(self, given: Any) -> str:
        if given not in self.options:
            raise ValueError(f"give {self.range_words}")
        return str(given)

    def words(self, value: Any) -> str:
        return str(value)


@dataclass(frozen=True)
class Percents:
    """A rising list of whole percentages, such as 80, 90, 100."""

    unit: str = "% of the limit"

    @property
    def range_words(self) -> str:
        return "one to five whole percentages from 1 to 100, each larger than the one before, such as 80,90,100"

    def read(self, given: Any) -> tuple[int, ...]:
        parts = given.split(",") if isinstance(given, str) else given if isinstance(given, list | tuple) else [given]
        numbers = [_number(part.strip().removesuffix("%") if isinstance(part, str) else part) for part in parts]
        whole = tuple(int(number) for number in numbers if number == int(number))
        if len(whole) != len(numbers) or not 1 <= len(whole) <= 5 or not all(1 <= n <= 100 for n in whole):
            raise ValueError(f"give {self.range_words}")
        if list(whole) != sorted(set(whole)):
            raise ValueError(f"give {self.range_words}")
        return whole

    def words(self, value: Any) -> str:
        return ", ".join(f"{percent} %" for percent in value)


@dataclass(frozen=True)
class Names:
    """Any of a few names, or none of them."""

    options: tuple[str, ...]
    unit: str = "roles"

    @staticmethod
    def called(option: str) -> str:
        """'Super User' for super_user."""
        return option.replace("_", " ").title()

    @property
    def range_words(self) -> str:
        return f"any of {', '.join(self.called(option) for option in self.options)}, with commas between, or 'none'"

    def read(self, given: Any) -> tuple[str, ...]:
        if isinstance(given, str):
            given = [] if given.strip() in ("", "none") else [part.strip() for part in given.split(",")]
        by_word = {word: option for option in self.options for word in (option, self.called(option))}
        if not isinstance(given, list | tuple) or any(name not in by_word for name in given):
            raise ValueError(f"give {self.range_words}")
        named = {by_word[name] for name in given}
        return tuple(option for option in self.options if option in named)

    def words(self, value: Any) -> str:
        return ", ".join(self.called(option) for option in value) or "none"


def _number(given: Any) -> float:
    if isinstance(given, bool) or not isinstance(given, int | float | str):
        raise ValueError("give a number")
    try:
        number = float(given)
    except ValueError:
        raise ValueError("give a number") from None
    if not math.isfinite(number):
        raise ValueError("give a number")
    return number
