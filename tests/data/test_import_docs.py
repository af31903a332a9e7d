"""The page that customers read says what the import does."""

from __future__ import annotations

import re
from pathlib import Path

from data.__main__ import _parser
from data.imports.checking.tables import TABLES

PAGE = (Path(__file__).parents[2] / "docs" / "imports.md").read_text(encoding="utf-8")


def test_every_table_is_listed_with_its_columns_and_what_is_required() -> None:
    for table in TABLES:
        row = re.search(rf"^\| {table.name} \| (.*) \|$", PAGE, re.MULTILINE)
        assert row, table.name
        listed = re.sub(r"\([^)]*\)", "", row[1]).replace(" ", "").split(",")
        assert listed == [column.name + "*" * column.required for column in table.columns], table.name


def test_every_option_of_the_command_is_listed() -> None:
    load = _parser()._subparsers._group_actions[0].choices["import"]  # type: ignore[union-attr,index,call-overload]
    options = {text for action in load._actions for text in action.option_strings if text.startswith("--")}
    assert {o for o in options if f"`{o}" not in PAGE and f" {o}" not in PAGE} == {"--help", "--debug", "--progress"}
