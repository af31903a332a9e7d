"""What a value of each kind looks like, in SQL over text: why it is refused, and what it becomes.

The text is checked before it is converted, because a typed reader rounds 5.7 to 6 and takes an empty value for NULL
without a word.
"""

from __future__ import annotations

from data.imports.checking.tables import Column, Kind

LARGEST = 2_147_483_647
ROLES = ("viewer", "super_user", "csm", "planner", "admin")

SQL_TYPES: dict[Kind, str] = {
    "date": "DATE",
    "month": "DATE",
    "count": "INTEGER",
    "positive": "INTEGER",
    "big count": "BIGINT",
    "rate": "DECIMAL(12, 4)",
    "share": "DOUBLE",
    "boolean": "BOOLEAN",
}

_DAY = r"\d{4}-\d{2}-\d{2}([T ]00:00(:00(\.0+)?)?)?"
_MONTH = r"\d{4}-\d{2}(-01([T ]00:00(:00(\.0+)?)?)?)?"
_HOUR = r"\d{4}-\d{2}-\d{2}[T ]([01]\d|2[0-3])(:00(:00(\.0+)?)?)?"
# A dataframe writes 6000 as 6000.0. But 1.000 is a thousand to half of Europe, so it is not read at all.
_WHOLE = r"\d{1,18}(\.(0{1,2}|0{4,}))?|(0\d{0,2}|\d{4,18})\.000"
_GROUPS = "[,. '\u2019\u00a0\u2009\u202f]"
_ZONE = r"(Z|UTC|GMT|[+-]\d{2}(:?\d{2})?)"
_MONTH_ALONE = r"\d{4}-\d{2}"
_DAY_ALONE = r"\d{4}-\d{2}-\d{2}"
_FIRST_DAY, _LAST_DAY = "DATE '1990-01-01'", "DATE '2199-12-31'"


def sql_type(column: Column) -> str:
    return SQL_TYPES.get(column.kind, "VARCHAR")


def literal(text: str) -> str:
    """A text as SQL; for names and constants of the code, and file names."""
    return "'" + text.replace("'", "''") + "'"


def value(column: Column, text: str, *, is_sound: bool = False) -> str:
    """SQL for the converted value; NULL where the text is refused, of which ``is_sound`` says that there is none."""
    converted = _VALUES.get(column.kind, "{t}").format(t=text, digits=_digits(text))
    if not is_sound:
        converted = _null_where_refused(column, text, converted)
    if column.empty is not None:
        converted = f"CASE WHEN {text} IS NULL THEN {literal(column.empty)} ELSE {converted} END"
    return f"TRY_CAST({converted} AS {sql_type(column)})"


def _null_where_refused(column: Column, text: str, converted: str) -> str:
    """The other kinds' conversions give NULL of themselves for what is none of them."""
    if column.kind in ("count", "positive", "big count"):
        return f"CASE WHEN regexp_full_match({text}, '{_WHOLE}') THEN {converted} END"
    if sql_type(column) == "VARCHAR" and column.kind != "phone":
        return f"CASE WHEN ({reason(column, text)}) IS NULL THEN {converted} END"
    return converted


def reason(column: Column, text: str) -> str:
    """SQL for the reason why the text is refused; NULL where it is fine."""
    empty = "'is empty, and it is required'" if column.required else "NULL"
    checks = _REASONS[column.kind].format(t=text, digits=_digits(text))
    return f"CASE WHEN {text} IS NULL THEN {empty} {checks} END"


def _digits(text: str) -> str:
    plain = f"translate({text}, ' -.()\u00a0\u2010\u2011\u2013', '')"
    return (
        f"CASE WHEN regexp_full_match({text}, '[0-9]{{10,15}}[.]0+') THEN split_part({text}, '.', 1) ELSE {plain} END"
    )


def _list(values: tuple[str, ...]) -> str:
    return ", ".join(literal(text) for text in values)


def _braces(pattern: str) -> str:
    return pattern.replace("{", "{{").replace("}", "}}")


# The common case first: what is E.164 already needs no punctuation taken out.
_E164 = "regexp_full_match({t}, '[+]1[2-9][0-9]{{9}}|[+][2-9][0-9]{{7,14}}')"

# One format string a kind: {t} is the trimmed text, {digits} a phone number without its punctuation.
_VALUES: dict[Kind, str] = {
    "email": "lower({t})",
    "email list": r"regexp_replace(lower({t}), '\s+', '', 'g')",
    "date": f"CASE WHEN regexp_full_match({{t}}, '{_braces(_DAY)}') THEN left({{t}}, 10) END",
    "month": f"CASE WHEN regexp_full_match({{t}}, '{_braces(_MONTH)}') THEN left({{t}}, 7) || '-01' END",
    "moment": "CASE WHEN length({t}) > 13 THEN left(replace({t}, 'T', ' '), 13) ELSE replace({t}, 'T', ' ') END",
    "count": "split_part({t}, '.', 1)",
    "positive": "split_part({t}, '.', 1)",
    "big count": "split_part({t}, '.', 1)",
    "currency": "upper({t})",
    "boolean": (
        "CASE WHEN lower({t}) IN ('true', 'yes', '1', 't', 'y') THEN 'true' "
        "WHEN lower({t}) IN ('false', 'no', '0', 'f', 'n') THEN 'false' END"
    ),
    "phone": (
        f"CASE WHEN {_E164} THEN {{t}} "
        "WHEN regexp_full_match({digits}, '[+]1[2-9][0-9]{{9}}|[+][2-9][0-9]{{7,14}}') THEN {digits} "
        "WHEN regexp_full_match({digits}, '[2-9][0-9]{{9}}') THEN '+1' || ({digits}) "
        "WHEN regexp_full_match({digits}, '1[2-9][0-9]{{9}}') THEN '+' || ({digits}) END"
    ),
    "number type": "lower({t})",
    "role": "replace(replace(lower({t}), ' ', '_'), '-', '_')",
}

_LONG = "WHEN length({t}) > 200 THEN 'is longer than 200 characters'"
_CONTROL = (
    "WHEN regexp_matches({t}, '[\\x00-\\x1f\\x7f-\\x9f\u2028\u2029]') "
    "THEN 'has a line break or a control character in it' "
    "WHEN contains({t}, '\ufffd') THEN 'has characters that were lost when the file was saved; save it as UTF-8 "
    "where it was made'"
)
# A workbook that no spreadsheet program has worked out has formulas, or errors, where figures and names should be.
_FORMULA = (
    "WHEN regexp_full_match({t}, '#(DIV/0!|N/A|NAME[?]|NULL!|NUM!|REF!|VALUE!|SPILL!|CALC!|GETTING_DATA)') "
    "THEN 'is an error of a spreadsheet; correct it where the file was made' "
    "WHEN regexp_full_match({t}, '=.+') "
    "THEN 'is a formula, not its result; open the file in a spreadsheet program and save it again'"
)
_NUMBER = (
    "WHEN regexp_full_match({t}, '" + _braces(_WHOLE) + "') "
    "AND TRY_CAST(split_part({t}, '.', 1) AS BIGINT) BETWEEN %d AND %d THEN NULL "
    "WHEN starts_with({t}, '-') THEN 'is negative; give a whole number of %d or more' "
    r"WHEN regexp_full_match({t}, '\d{{1,3}}\.\d{{3}}') THEN 'could be ' || regexp_replace({t}, '\.?0+$', '') "
    r"|| ' or ' || TRY_CAST(replace({t}, '.', '') AS INTEGER) || '; write it without separators, such as ' "
    r"|| replace({t}, '.', '') "
    r"WHEN regexp_full_match({t}, '\d{{1,3}}(" + _GROUPS.replace("'", "''") + r"\d{{3}})+') "
    r"THEN 'write it without separators, such as ' || regexp_replace({t}, '\D', '', 'g') "
    r"WHEN regexp_full_match({t}, '\d+') THEN 'must be from %d to %d' "
    "ELSE 'is not a whole number' END"
)


def _whole(least: int, most: int) -> str:
    return (_NUMBER % (least, most, least, least, most)).removesuffix(" END")


_REASONS: dict[Kind, str] = {
    "text": f"{_LONG} {_CONTROL} {_FORMULA}",
    "email": (
        r"WHEN NOT regexp_full_match({t}, '[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\".]+') "
        f"THEN 'is no e-mail address' {_LONG}"
    ),
    "email list": (
        r"WHEN NOT regexp_full_match({t}, '[^@\s,;<>\"]+@[^@\s,;<>\"]+(\s*,\s*[^@\s,;<>\"]+@[^@\s,;<>\"]+)*') "
        "THEN 'is no list of e-mail addresses; put commas between them' "
        "WHEN length({t}) > 2000 THEN 'is longer than 2000 characters' "
    ),
    "date": (
        f"WHEN regexp_full_match({{t}}, '{_braces(_DAY)}') "
        f"AND TRY_CAST(left({{t}}, 10) AS DATE) BETWEEN {_FIRST_DAY} AND {_LAST_DAY} THEN NULL "
        f"WHEN regexp_full_match({{t}}, '{_braces(_DAY)}') THEN 'is no date in the calendar between 1990 and 2199' "
        f"WHEN regexp_full_match({{t}}, '.*:.*{_braces(_ZONE)}') "
        "THEN 'names a time zone; give the day of the network''s own time without one, such as 2026-10-05' "
        r"WHEN regexp_full_match({t}, '\d{{1,2}}[/.-]\d{{1,2}}[/.-]\d{{2,4}}') "
        "THEN 'could be read as day/month or month/day; write it as 2026-10-05' "
        "ELSE 'is no date; write it as 2026-10-05'"
    ),
    "month": (
        f"WHEN regexp_full_match({{t}}, '{_braces(_MONTH)}') "
        f"AND TRY_CAST(left({{t}}, 7) || '-01' AS DATE) BETWEEN {_FIRST_DAY} AND {_LAST_DAY} THEN NULL "
        f"WHEN regexp_full_match({{t}}, '.*:.*{_braces(_ZONE)}') "
        "THEN 'names a time zone; give the month of the network''s own time without one, such as 2026-10' "
        r"WHEN regexp_full_match({t}, '\d{{4}}-\d{{2}}-\d{{2}}') "
        "THEN 'is a day, not a month; write the month as 2026-10' "
        "ELSE 'is no month; write it as 2026-10'"
    ),
    "moment": (
        f"WHEN regexp_full_match({{t}}, '{_braces(_MONTH_ALONE)}') "
        f"AND TRY_CAST({{t}} || '-01' AS DATE) BETWEEN {_FIRST_DAY} AND {_LAST_DAY} THEN NULL "
        f"WHEN regexp_full_match({{t}}, '{_braces(_DAY_ALONE)}|{_braces(_HOUR)}') "
        f"AND TRY_CAST(left({{t}}, 10) AS DATE) BETWEEN {_FIRST_DAY} AND {_LAST_DAY} THEN NULL "
        f"WHEN regexp_matches({{t}}, '{_braces(_ZONE)}$') AND length({{t}}) > 13 "
        "THEN 'names a time zone; give the network''s own time without one, such as 2026-10-05 13:00' "
        "ELSE 'is no month, day or full hour; write 2026-10, 2026-10-05 or 2026-10-05 13:00'"
    ),
    "count": _whole(0, LARGEST),
    "positive": _whole(1, LARGEST),
    "big count": _whole(0, 10**17),
    "rate": (
        r"WHEN regexp_full_match({t}, '[1-9]\d{{0,2}}[.]\d{{3}}') THEN 'could be ' "
        r"|| regexp_replace({t}, '\.?0+$', '') || ' or ' || replace({t}, '.', '') "
        "|| '; write it with two or four decimals, such as 1.25' "
        r"WHEN regexp_full_match({t}, '\d{{1,8}}([.]\d{{1,4}}0*)?') THEN NULL "
        "WHEN starts_with({t}, '-') THEN 'is negative' "
        "ELSE 'is no amount of money; write it as 1.25, with at most four decimals'"
    ),
    "share": (
        "WHEN TRY_CAST({t} AS DOUBLE) > 0 AND TRY_CAST({t} AS DOUBLE) <= 1 "
        r"AND regexp_full_match({t}, '\d?[.]?\d{{1,12}}') "
        "THEN NULL "
        r"WHEN regexp_full_match({t}, '\d+([.]\d+)?( ?%)?') "
        "THEN 'must be above 0 and at most 1; write 0.5 % as 0.005' "
        "ELSE 'is no share; write it as a number above 0 and at most 1, such as 0.005'"
    ),
    "currency": "WHEN NOT regexp_full_match({t}, '[A-Za-z]{{3}}') THEN 'is no currency; write its three letters: USD'",
    "boolean": (
        "WHEN lower({t}) NOT IN ('true', 'yes', '1', 't', 'y', 'false', 'no', '0', 'f', 'n') "
        "THEN 'is neither true nor false'"
    ),
    "phone": (
        f"WHEN {_E164} THEN NULL "
        "WHEN " + _VALUES["phone"] + " IS NOT NULL THEN NULL "
        r"WHEN regexp_full_match({t}, '\d([.,]\d+)?[eE][+]?\d+') THEN 'was rounded by a spreadsheet, its last "
        "digits are lost; format the column as text in the file it came from and export it again' "
        "WHEN regexp_full_match({digits}, '00[1-9][0-9]{{7,14}}') THEN 'begins with 00; write + and the country code' "
        "WHEN regexp_full_match({digits}, '[0-9]{{7,15}}') THEN 'has no country code; write + before it' "
        "ELSE 'is no phone number; write it as +18001234567 or 8001234567'"
    ),
    "number type": "WHEN lower({t}) NOT IN ('static', 'dynamic') THEN 'must be static or dynamic'",
    "role": f"WHEN {_VALUES['role']} NOT IN ({_list(ROLES)}) THEN 'is no role; use {' or '.join(ROLES)}'",
}
