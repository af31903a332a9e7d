"""Phone numbers by the world's number plans: one spelling a number, why one cannot be dialled, and its reach.

A plan's lengths, country codes and trunk zeros are certain, so what breaks them is refused. Its ranges are not: they
are opened faster than a library is brought up to date, and fictional numbers (555-01xx, 800 123-4567) lie in closed
ones on purpose. A number in a range that the library does not know is therefore taken.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final, Literal

Reach = Literal["toll-free", "local", "mobile", "premium", "other"]

_TOLL_FREE_AREAS: Final = frozenset({"800", "822", "833", "844", "855", "866", "877", "888"})
_NORTH_AMERICA = "+1"


@dataclass(frozen=True)
class Spelling:
    """One number as the plan writes it; with a ``refusal`` no plan can dial it."""

    given: str
    written: str
    refusal: str | None = None


def spellings(numbers: Iterable[str]) -> list[Spelling]:
    """Each number, given as + and digits, in its one spelling: a trunk zero is not part of it, Italy's zero is."""
    import phonenumbers as plans

    return [_spelling(plans, number) for number in numbers]


def reach(promo_number: str) -> Reach:
    """Who can ring it, and at whose cost; North America's is in the area code, whatever the range."""
    if promo_number.startswith(_NORTH_AMERICA) and promo_number[2:5] in _TOLL_FREE_AREAS:
        return "toll-free"
    import phonenumbers as plans

    try:
        parsed = plans.parse(promo_number)
    except plans.NumberParseException:
        return "other"
    kinds: dict[int, Reach] = {
        plans.PhoneNumberType.TOLL_FREE: "toll-free",
        plans.PhoneNumberType.FIXED_LINE: "local",
        plans.PhoneNumberType.FIXED_LINE_OR_MOBILE: "local",
        plans.PhoneNumberType.MOBILE: "mobile",
        plans.PhoneNumberType.PREMIUM_RATE: "premium",
        plans.PhoneNumberType.SHARED_COST: "premium",
    }
    known = kinds.get(plans.number_type(parsed))
    return known or ("local" if promo_number.startswith(_NORTH_AMERICA) else "other")


def _spelling(plans: Any, number: str) -> Spelling:
    try:
        parsed = plans.parse(number)
    except plans.NumberParseException as error:
        if error.error_type == plans.NumberParseException.INVALID_COUNTRY_CODE:
            return Spelling(number, number, "begins with no country code that exists; write + and the country code")
        return Spelling(number, number, "is no phone number that any plan knows")
    written = plans.format_number(parsed, plans.PhoneNumberFormat.E164)
    return Spelling(number, written, _refusal(plans, parsed, written))


def _refusal(plans: Any, parsed: Any, written: str) -> str | None:
    code = f"+{parsed.country_code}"
    reasons = {
        plans.ValidationResult.TOO_SHORT: f"is too short for a number of {code}; no digit may be missing",
        plans.ValidationResult.TOO_LONG: f"is too long for a number of {code}; is there a digit or an extension more?",
        plans.ValidationResult.INVALID_LENGTH: f"has a length that no number of {code} has",
        plans.ValidationResult.IS_POSSIBLE_LOCAL_ONLY: f"lacks its area code: it can be dialled only within {code}",
        plans.ValidationResult.INVALID_COUNTRY_CODE: "begins with no country code that exists",
    }
    if reason := reasons.get(plans.is_possible_number_with_reason(parsed)):
        return reason
    if code == _NORTH_AMERICA and written[3:5] == "11":
        return f"cannot be dialled: {written[2:5]} is a service code and no area code"
    if parsed.italian_leading_zero and _trunk_zero(plans, parsed) and not plans.is_valid_number(parsed):
        return (
            f"cannot be dialled: no number begins with 0 after {code}. Write it without the zero; "
            "if a digit is missing or a zero is there twice, look it up where it came from"
        )
    return None


def _trunk_zero(plans: Any, parsed: Any) -> bool:
    region = plans.region_code_for_country_code(parsed.country_code)
    metadata = plans.PhoneMetadata.metadata_for_region_or_calling_code(parsed.country_code, region)
    return bool(metadata and (metadata.national_prefix or "").startswith("0"))


def trunk_spellings(written: str) -> tuple[str, ...]:
    """How a number was spelled by those who kept the trunk zero: looked for in stores that are older than the rule."""
    digits = written.removeprefix("+")
    return tuple(f"+{digits[:length]}0{digits[length:]}" for length in (1, 2, 3))
