"""A mapping as a document: how the headings and words of one source become ours; TOML or JSON, with its version."""

from __future__ import annotations

import json
import tomllib
import zoneinfo
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

from data.errors import BadInput
from data.imports.checking.tables import BY_NAME
from data.imports.number_usage_report import STATUSES

VERSION: Final = 1
ORDERS: Final = ("year first", "month first", "day first")
SEPARATORS: Final = (",", ".", "'", " ")
# A usage list may also say where its numbers belong and what their statuses are, as a Number Usage Report does.
_BESIDE: Final = {"usage": ("campaign", "ring_pool", *STATUSES)}
_KEYS: Final = {
    "version", "source", "table", "columns", "values", "fixed", "only",
    "dates", "times_in", "country_code", "thousands",
}  # fmt: skip


@dataclass(frozen=True)
class FileMapping:
    """How files of one source are read as ``table``.

    ``columns``: their heading -> our column. ``values``: our column -> their word -> our value. ``fixed``: our column
    -> one value for all rows. ``only``: their heading -> the words of the rows that are taken. ``dates``: the order of
    day and month in dates with slashes, None where nobody said. ``times_in``: the zone of times that name none.
    ``country_code``: of phone numbers without one. ``thousands``: what separates them in counts.
    """

    source: str
    table: str
    columns: Mapping[str, str]
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    fixed: Mapping[str, str] = field(default_factory=dict)
    only: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    dates: str | None = None
    times_in: str | None = None
    country_code: str | None = None
    thousands: str | None = None

    @property
    def headings(self) -> tuple[str, ...]:
        """Their headings that a file must have."""
        return tuple(dict.fromkeys([*self.columns, *self.only]))

    @property
    def ours(self) -> tuple[str, ...]:
        """Our columns that the read file has."""
        return tuple(dict.fromkeys([*self.columns.values(), *self.fixed]))


def columns_of(table: str) -> tuple[str, ...]:
    """Our columns that a heading may become."""
    return (*(column.name for column in BY_NAME[table].columns), *_BESIDE.get(table, ()))


def lacking(mapping: FileMapping, given: Collection[str]) -> list[str]:
    """What the table needs and neither the mapping nor an option gives; words for one of several columns last."""
    table = BY_NAME[mapping.table]
    missing = [c.name for c in table.columns if c.required and c.name not in mapping.ours and c.name not in given]
    if table.needs_one_of and not set(table.needs_one_of) & set(mapping.ours):
        missing.append(" or ".join(table.needs_one_of))
    return missing


def mapping_from_file(path: Path) -> FileMapping:
    """Reads TOML, or JSON where the text begins with a brace; refused with the key and the way out."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror or error}.") from error
    except UnicodeDecodeError as error:
        raise BadInput(f"{path} is not UTF-8; save the mapping as UTF-8.") from error
    try:
        document = json.loads(text) if text.lstrip().startswith("{") else tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadInput(f"{path} is neither TOML nor JSON ({error}).") from error
    return from_document(document, str(path))


def from_document(document: object, name: str) -> FileMapping:
    """The mapping in a decoded document; whatever does not fit is refused by its key."""
    if not isinstance(document, dict):
        raise BadInput(f"{name} is no mapping: it must hold keys such as source, table and columns.")
    version = document.get("version", VERSION)
    if version != VERSION:
        raise BadInput(
            f"{name} is a mapping of version {version!r}, this Headroom knows version {VERSION}; update Headroom."
        )
    if spare := sorted(set(document) - _KEYS):
        raise BadInput(f"{name}: {spare[0]!r} is no key of a mapping; its keys are {', '.join(sorted(_KEYS))}.")
    table = _text(document, "table", name)
    if table not in BY_NAME:
        raise BadInput(f"{name}: table is {table!r}, which is none of {', '.join(BY_NAME)}.")
    mapping = FileMapping(
        source=_text(document, "source", name),
        table=table,
        columns=_texts(document, "columns", name),
        values={key: _texts(document["values"], key, f"{name}, values") for key in _table(document, "values", name)},
        fixed=_texts(document, "fixed", name, required=False),
        only={key: _words(words, f"{name}, only, {key}") for key, words in _table(document, "only", name).items()},
        dates=_optional(document, "dates", name),
        times_in=_optional(document, "times_in", name),
        country_code=_optional(document, "country_code", name),
        thousands=document.get("thousands") or None,
    )
    _check(mapping, name)
    return mapping


def to_document(mapping: FileMapping) -> dict[str, Any]:
    return {"version": VERSION, **asdict(mapping)}


def to_toml(mapping: FileMapping, questions: tuple[str, ...] = ()) -> str:
    """The mapping as a person corrects it; what is open stands above it as comments."""
    lines = [f"# To do: {question}" for question in questions]
    if questions:
        lines += [
            "# [columns] their heading = our column; [fixed] our column = one value for all rows;",
            "# [values.column] their word = our value; [only] their heading = the words of the rows that are taken;",
            "# above them dates, times_in, country_code and thousands say how the file writes such values.",
        ]
    lines += [f"version = {VERSION}", f"source = {_quoted(mapping.source)}", f"table = {_quoted(mapping.table)}"]
    for key in ("dates", "times_in", "country_code", "thousands"):
        if value := getattr(mapping, key):
            lines.append(f"{key} = {_quoted(value)}")
    lines += ["", "[columns]", *_pairs(mapping.columns)]
    if mapping.fixed:
        lines += ["", "[fixed]", *_pairs(mapping.fixed)]
    for column, words in mapping.values.items():
        lines += ["", f"[values.{_quoted(column)}]", *_pairs(words)]
    if mapping.only:
        lines += ["", "[only]"]
        lines += [f"{_quoted(key)} = [{', '.join(map(_quoted, words))}]" for key, words in mapping.only.items()]
    return "\n".join(lines) + "\n"


def _check(mapping: FileMapping, name: str) -> None:
    allowed = columns_of(mapping.table)
    if not mapping.source.strip() or len(mapping.source) > 100:
        raise BadInput(f"{name}: source must name whose files these are, in at most 100 characters.")
    for heading, column in mapping.columns.items():
        if column not in allowed:
            raise BadInput(
                f"{name}: {heading!r} is to become {column!r}, which is no column of {mapping.table}; "
                f"its columns are {', '.join(allowed)}."
            )
    for key in ("fixed", "values"):
        if wrong := [column for column in getattr(mapping, key) if column not in allowed]:
            raise BadInput(f"{name}, {key}: {wrong[0]!r} is no column of {mapping.table}: {', '.join(allowed)}.")
    doubled = [column for column in mapping.ours if list(mapping.columns.values()).count(column) > 1]
    if doubled:
        raise BadInput(f"{name}: two headings become {doubled[0]!r}; keep one of them.")
    if both := sorted(set(mapping.columns.values()) & set(mapping.fixed)):
        raise BadInput(f"{name}: {both[0]!r} has a heading and is fixed; keep one of them.")
    if mapping.dates and mapping.dates not in ORDERS:
        raise BadInput(f"{name}: dates is {mapping.dates!r}; say {', '.join(ORDERS)}.")
    if mapping.times_in and mapping.times_in not in zoneinfo.available_timezones():
        raise BadInput(f"{name}: times_in is {mapping.times_in!r}, which is no time zone; write UTC or Europe/Berlin.")
    if mapping.country_code and not mapping.country_code.lstrip("+").isdigit():
        raise BadInput(f"{name}: country_code is {mapping.country_code!r}; write its digits, such as 44.")
    if mapping.thousands and mapping.thousands not in SEPARATORS:
        raise BadInput(
            f"{name}: thousands is {mapping.thousands!r}; it must be a comma, a dot, an apostrophe or a blank."
        )


def _text(document: Mapping[str, Any], key: str, name: str) -> str:
    value = document.get(key)
    if not isinstance(value, str) or not value.strip():
        raise BadInput(f"{name}: {key} is missing or no text.")
    return value.strip()


def _optional(document: Mapping[str, Any], key: str, name: str) -> str | None:
    value = document.get(key)
    if value is None or value == "":
        return None
    if not isinstance(value, str | int) or isinstance(value, bool):
        raise BadInput(f"{name}: {key} is {value!r}, which is no text.")
    return str(value).strip()


def _table(document: Mapping[str, Any], key: str, name: str) -> Mapping[str, Any]:
    value = document.get(key, {})
    if not isinstance(value, dict):
        raise BadInput(f"{name}: {key} must be a table of names and values.")
    return value


def _texts(document: Mapping[str, Any], key: str, name: str, *, required: bool = True) -> dict[str, str]:
    table = _table(document, key, name)
    if required and not table:
        raise BadInput(f"{name}: {key} is empty or missing; it says what becomes what.")
    wrong = [word for word, value in table.items() if not isinstance(value, str | int) or isinstance(value, bool)]
    if wrong:
        raise BadInput(f"{name}, {key}: {wrong[0]!r} becomes {table[wrong[0]]!r}, which is no text.")
    return {str(word): str(value) for word, value in table.items()}


def _words(words: object, name: str) -> tuple[str, ...]:
    listed = [words] if isinstance(words, str) else words
    if not isinstance(listed, list | tuple) or not listed or not all(isinstance(word, str) for word in listed):
        raise BadInput(f'{name} must be a list of words, such as ["Active"].')
    return tuple(listed)


def _pairs(table: Mapping[str, str]) -> list[str]:
    return [f"{_quoted(key)} = {_quoted(value)}" for key, value in table.items()]


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
