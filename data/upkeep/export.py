"""The whole store as Parquet files, one a table, with a manifest that says what they must hold."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import pyarrow.parquet as pq

from data.errors import BadInput
from data.store import Cursor, Store
from data.upkeep.signing import sign

MANIFEST = "manifest.json"
FORMAT = 1

# What is referred to comes before what refers to it. The store's own bookkeeping (its schema's version and the counter
# of its writes, who signed out, what the last import replaced) is no data: a restored store has its own.
TABLES = (
    "networks",
    "partnerships",
    "allotments",
    "amendments",
    "contract_changes",
    "campaigns",
    "ring_pools",
    "users",
    "people",
    "deputies",
    "absences",
    "seen",
    "saved_filters",
    "user_changes",
    "api_tokens",
    "token_acts",
    "limits",
    "limit_changes",
    "requests",
    "request_events",
    "request_evidence",
    "scheduled_changes",
    "promises",
    "platform_reports",
    "platform_marks",
    "settings",
    "setting_changes",
    "notices",
    "routed_notices",
    "deliveries",
    "alert_states",
    "alert_runs",
    "webhook_endpoints",
    "webhook_secrets",
    "webhook_events",
    "webhook_marks",
    "webhook_deliveries",
    "webhook_tries",
    "scenarios",
    "plans",
    "scenario_events",
    "own_figures",
    "packs",
    "numbers",
    "usage",
    "usage_totals",
    "monthly_usage",
    "network_months",
    "month_course",
    "month_reports",
    "closed_months",
    "month_corrections",
    "complete_since",
    "last_calls",
    "usage_as_of",
    "traffic",
    "number_statuses",
    "placements",
    "placed_numbers",
    "call_days",
    "file_mappings",
    "imports",
)
OWN_TABLES = ("schema_migrations", "store_state", "sign_outs", "kept_answers", "import_undo", "import_undo_rows")


@dataclass(frozen=True)
class TableFile:
    """One table's file and what proves it whole."""

    name: str
    row_count: int
    sha256: str

    @property
    def file(self) -> str:
        return f"{self.name}.parquet"


@dataclass(frozen=True)
class Manifest:
    """What an export holds; ``sequences`` are the last ids given out, so that new ones follow after a restore."""

    format: int
    schema_version: int
    exported_at: str
    data_as_of: str | None
    sequences: Mapping[str, int]
    tables: tuple[TableFile, ...]

    @property
    def row_count(self) -> int:
        return sum(table.row_count for table in self.tables)


def export_store(
    store: Store, directory: Path, *, key: bytes | None = None, now: dt.datetime | None = None
) -> Manifest:
    """Writes one moment of the store to a new or empty directory: complete, or not at all; signed with a ``key``."""
    if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
        raise BadInput(f"{directory} is there already and is not an empty directory; name a new one.")
    partial = directory.with_name(directory.name + ".partial")
    try:
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir(parents=True)
        manifest = _write(store, partial, now or dt.datetime.now(dt.UTC))
        if key is not None:
            sign(partial / MANIFEST, key)
        if directory.exists():
            directory.rmdir()
        partial.rename(directory)
    except OSError as error:
        raise BadInput(f"{directory} cannot be written: {error.strerror or error}.") from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return manifest


def schema_version(cursor: Cursor) -> int:
    return int(cursor.value("SELECT max(version) FROM schema_migrations"))


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write(store: Store, folder: Path, now: dt.datetime) -> Manifest:
    with store.reading() as cursor:
        files = []
        for name in TABLES:
            path = folder / f"{name}.parquet"
            row_count = _write_table(cursor, name, path)
            files.append(TableFile(name, row_count, sha256_of(path)))
        as_of = cursor.value("SELECT max(as_of) FROM usage_as_of")
        manifest = Manifest(
            format=FORMAT,
            schema_version=schema_version(cursor),
            exported_at=now.isoformat(timespec="seconds"),
            data_as_of=as_of.isoformat() if as_of else None,
            sequences=cursor.sequences(),
            tables=tuple(files),
        )
    (folder / MANIFEST).write_text(json.dumps(asdict(manifest), indent=2) + "\n", encoding="utf-8")
    return manifest


def _write_table(cursor: Cursor, name: str, path: Path) -> int:
    rows = cursor.batches(f"SELECT * FROM {name}")
    row_count = 0
    with pq.ParquetWriter(path, rows.schema, compression="zstd") as writer:
        for batch in rows:
            writer.write_batch(batch)
            row_count += batch.num_rows
    return row_count
