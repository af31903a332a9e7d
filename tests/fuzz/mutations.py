"""What is done to a table before it is written, and to a file after it."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from random import Random

from tests.fuzz.tables import Table, Value, kind_of

COUNTS: tuple[Value, ...] = (
    *("1.000", "6,000", "12.500.000", "6 000", "6\u00a0000", "6'000", "5.7", "5,7", "1.0", "600.00", "7.0000", "0.000"),
    *("-1", "+7", "", " 8 ", "\u00b2", "\u0665", "9" * 400, "2147483647", "2147483648", "1e3", "0x10", "NaN", "inf"),
    *("None", "null", "true", "=1+1", '="7"', "#N/A", "7\u200b", "\u202e7", "7%", "$7", "(7)", "2026-10-01", "1_000"),
    *(5.7, 1.234, 7.0, 1e20, -3, 10**12, None, float("nan")),
)
TEXTS: tuple[Value, ...] = (
    *("", " ", "acme ", "ACME", "acme\u200b", "\u202eacme", "ac\u00adme", "bo\ufeffm", "c1\u2060", "k\u3164", "nobody"),
    *("a" * 300, "a" * 5000, "two\nlines", "tab\there", 'quote"d', "'quoted'", "semi;colon", "com,ma", "pi|pe", "\\"),
    *("=cmd|x!A1", "@sum", "-2", "+1", "#REF!", "<b>", "{{x}}", "'; DROP TABLE networks; --", "\x00", "\x07", "\x85"),
    *("\ufffd", "e\u0301", "\u00e9", "\U0001f468\u200d\U0001f469", "x\ufe0f", "\u2028", "None", "nan", 7, 7.5, None),
)
MOMENTS: tuple[Value, ...] = (
    *("2026-10", "2026-10-05", "2026-10-05 13:00", "2026-10-05T14", "2026-10-05 24:00", "2026-10-05 13:30", "13:00"),
    *("2026-10-05T13:00Z", "2026-10-05 13:00+02:00", "2026-10-05 13:00 UTC", "20261005", "2026100513", "05/10/2026"),
    *("5.10.2026", "2026-13-01", "2026-02-30", "Oct-26", "46300", 46300, 46300.5, "", "9999-12-31", "0001-01-01", None),
)
PHONES: tuple[Value, ...] = (
    "8.00E+09",
    18001234567,
    18001234567.0,
    '="+18001234567"',
    "800-123-4567",
    "",
    "+1",
    "call me",
)
_BY_KIND = {"count": COUNTS, "month": MOMENTS, "moment": MOMENTS, "phone": PHONES}
_HEADINGS = (
    "",
    "unknown",
    "network_id",
    "x" * 300,
    "network\u200b_id",
    "NETWORK ID",
    "calls",
    "name",
    "sessions",
    "#",
    "a\nb",
)


def of_table(random: Random, table: Table) -> Table:
    """One thing that is wrong, odd, or only different."""
    rows = [*table.rows]
    place = random.randrange(len(rows))
    column = random.randrange(len(table.headings))
    what = random.choice(
        ("cell",) * 8 + ("twice", "gone", "short", "long", "blank", "shuffle", "heading", "drop", "add")
    )
    if what == "cell":
        values = _BY_KIND.get(kind_of(table.headings[column]), TEXTS)
        row = [*rows[place]]
        if column < len(row):
            row[column] = random.choice(values if random.random() < 0.9 else TEXTS)
        rows[place] = tuple(row)
    elif what == "twice":
        rows.insert(random.randrange(len(rows)), rows[place])
    elif what == "gone":
        del rows[place]
    elif what == "short":
        rows[place] = rows[place][: random.randrange(len(rows[place]) + 1)]
    elif what == "long":
        rows[place] = (*rows[place], random.choice(TEXTS))
    elif what == "blank":
        rows.insert(place, ())
    elif what == "shuffle":
        random.shuffle(rows)
    else:
        return _other_headings(random, table, what, column)
    return table.with_rows(rows or [*table.rows])


def _other_headings(random: Random, table: Table, what: str, column: int) -> Table:
    headings = [*table.headings]
    if what == "heading":
        headings[column] = random.choice(_HEADINGS)
        return Table(table.name, tuple(headings), table.rows)
    if what == "drop":
        del headings[column]
        rows = tuple((*row[:column], *row[column + 1 :]) for row in table.rows)
        return Table(table.name, tuple(headings), rows) if headings else table
    headings.insert(column, random.choice(_HEADINGS))
    rows = tuple((*row[:column], random.choice(TEXTS), *row[column:]) for row in table.rows)
    return Table(table.name, tuple(headings), rows)


def of_bytes(random: Random, content: bytes) -> bytes:
    """A file as a bad disk, a cut line or an editor leaves it."""
    place = random.randrange(len(content))
    length = random.randint(1, max(1, len(content) // 10))
    what = random.choice(("cut", "cut", "flip", "drop", "repeat", "put", "swap", "part"))
    if what == "cut":
        return content[:place]
    if what == "flip":
        return content[:place] + bytes([content[place] ^ (1 << random.randrange(8))]) + content[place + 1 :]
    if what == "drop":
        return content[:place] + content[place + length :]
    if what == "repeat":
        return content[: place + length] + content[place:]
    if what == "put":
        odd = (
            b"\x00",
            b"\xff\xfe",
            b"\x81",
            b"\x9d",
            b"\xe2\x80\x8b",
            b'"',
            b"\r",
            b"\n\n",
            b";",
            b"\t",
            b"\xef\xbb\xbf",
            b"PAR1",
        )
        return content[:place] + random.choice(odd) + content[place:]
    if what == "part" and content.startswith(b"PK"):
        try:
            return _other_part(random, content)
        except (
            zipfile.BadZipFile,
            zlib.error,
            OSError,
            ValueError,
            NotImplementedError,
            RuntimeError,
            struct.error,
            EOFError,
        ):
            return content[:place]  # broken as an archive already
    return (
        content[:place]
        + content[place + length : place + 2 * length]
        + content[place : place + length]
        + content[place + 2 * length :]
    )


def _other_part(random: Random, content: bytes) -> bytes:
    """A workbook with one of its parts broken, and whole as an archive; or with a part that unpacks without end."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as given, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        chosen = random.choice(given.namelist())
        for name in given.namelist():
            part = given.read(name)
            if name == chosen and part:
                part = of_bytes(random, part)
            if name == chosen and random.random() < 0.1:
                continue
            made.writestr(name, part)
        if random.random() < 0.02:
            made.writestr("xl/media/bomb.bin", bytes(8 << 20) * random.choice((1, 200)))
    return out.getvalue()
