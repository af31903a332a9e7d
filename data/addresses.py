"""E-mail addresses in the one form they are kept and compared in."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from data.errors import BadInput

ADDRESS_MAX: Final = 200
_SHAPE: Final = re.compile(r'[^@\s,;<>"]+@[^@\s,;<>".]+(\.[^@\s,;<>".]+)*')
_UNSEEN: Final = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Zs")  # what a person cannot see, or tell from a blank


def normalised(address: str) -> str:
    """The address in small letters; raises BadInput where making it comparable would change more than case.

    A letter that only looks like another (the Kelvin sign, a full-width a) would otherwise make one person another.
    """
    text = address.strip(" \t\r\n")
    if not _SHAPE.fullmatch(text) or len(text) > ADDRESS_MAX:
        raise BadInput(f"{text!r} is not an e-mail address. Write it as name@company.com.")
    composed = unicodedata.normalize("NFKC", text)
    folded = composed.casefold()
    unseen = any(unicodedata.category(letter) in _UNSEEN for letter in text)
    if unseen or composed != text or not _only_case_differs(text, folded):
        odd = sorted({letter for letter in text if not letter.isascii()})
        raise BadInput(
            f"{text!r} has letters in it that can be taken for others ({', '.join(map(_named, odd))}), so it "
            "is not accepted as an address. Type it anew with plain letters."
        )
    return folded


def normalised_list(addresses: str) -> tuple[str, ...]:
    """Several addresses with commas between them, each once, in their order."""
    return tuple(dict.fromkeys(normalised(address) for address in addresses.split(",") if address.strip()))


def _only_case_differs(text: str, folded: str) -> bool:
    if len(text) != len(folded):
        return False
    return all(a == b or a.lower() == b for a, b in zip(text, folded, strict=True))


def _named(letter: str) -> str:
    return unicodedata.name(letter, f"U+{ord(letter):04X}").capitalize()
