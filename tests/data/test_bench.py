"""An import for a store on a server is worked beside it: whatever tables it writes must be written back."""

from __future__ import annotations

import re
from pathlib import Path

from data.imports.checking.bench import KEYS
from data.store import Store

IMPORTS = Path(__file__).parents[2] / "data" / "imports"
WRITES = re.compile(r"(?:INSERT INTO|UPDATE|DELETE FROM) ([a-z_]+)")


def test_every_table_that_imports_write_is_written_back_to_a_store_on_a_server(store: Store) -> None:
    with store.reading() as cursor:
        tables = {
            name
            for (name,) in cursor.rows(
                "SELECT table_name FROM information_schema.tables WHERE table_type = 'BASE TABLE'"
            )
        }
    files = [file for file in IMPORTS.rglob("*.py") if file.parent.name != "mapping"]  # kept by a write of their own
    written = {name for file in files for name in WRITES.findall(file.read_text(encoding="utf-8"))}
    assert {"limits", "platform_reports", "import_undo"} <= written & tables
    assert written & tables <= KEYS.keys(), "give its key in data/imports/checking/bench.py"
