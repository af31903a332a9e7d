"""Characters that nobody sees, out of values: with them a second campaign would stand beside the first one."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator

import pyarrow as pa
import pyarrow.compute as pc

from data.imports.sheets.sheet import ROW_NUMBER, Sheet

# Format characters (zero width, direction, soft hyphen), fillers that are drawn as nothing, and variation selectors.
_HIDDEN = r"[\p{Cf}\x{034F}\x{115F}\x{1160}\x{17B4}\x{17B5}\x{180B}-\x{180D}\x{2800}\x{3164}\x{FE00}-\x{FE0F}\x{FFA0}]"
_BLANK = r"\p{Zs}"
_ADDRESSES = frozenset({"email", "csm_email", "deputy_email"})  # refused instead: changed, one could be another's


def without_hidden(batches: Iterable[pa.Table], sheet: Sheet) -> Iterator[pa.Table]:
    """The batches with visible texts (but addresses), accents and blanks spelled one way; what was removed is told."""
    counts: dict[str, int] = {}
    first: dict[str, str] = {}
    for batch in batches:
        table = batch
        for place, name in enumerate(batch.column_names):
            column = batch.column(place)
            if name == ROW_NUMBER or name in _ADDRESSES or pc.all(pc.string_is_ascii(column)).as_py() is not False:
                continue
            hidden = pc.match_substring_regex(column, _HIDDEN)
            if count := pc.sum(hidden).as_py():
                counts[name] = counts.get(name, 0) + count
                at = pc.index(hidden, True).as_py()
                first.setdefault(name, _told(batch.column(ROW_NUMBER)[at].as_py(), column[at].as_py()))
            table = table.set_column(place, name, visible(column))
        yield table
    for name, count in counts.items():
        many = "1 value" if count == 1 else f"{count:,} values"
        sheet.warnings.append(
            f"{sheet.file}: characters that cannot be seen were removed from {many} of the column {name}, "
            f"{first[name]}."
        )


def visible(texts: pa.Array) -> pa.Array:
    """Texts without hidden characters, with plain blanks, their accents composed."""
    seen = pc.replace_substring_regex(texts, _HIDDEN, "")
    return pc.utf8_normalize(pc.replace_substring_regex(seen, _BLANK, " "), form="NFC")


def visible_text(text: str) -> str:
    """One text as ``visible`` gives it."""
    return text if text.isascii() else str(visible(pa.array([text]))[0].as_py())


def _told(row: int, value: str) -> str:
    hidden = next(letter for letter in value if not visible_text(letter))
    return f"first in row {row}: {visible_text(value)!r} had {unicodedata.name(hidden, 'a hidden character')} in it"
