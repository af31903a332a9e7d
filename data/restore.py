"""An export back into an empty store: proven whole first, then loaded all or nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from data.errors import BadInput
from data.export import FORMAT, MANIFEST, TABLES, Manifest, TableFile, schema_version, sha256_of
from data.store import Cursor, Store


def restore_store(store: Store, directory: Path) -> Manifest:
    """Fills an empty store; what is read back is counted against the manifest before it is kept."""
    manifest = read_manifest(directory)
    _prove_whole(directory, manifest)
    with store.transaction() as cursor:
        _refuse_what_does_not_fit(cursor, store, directory, manifest)
        for table in manifest.tables:
            _load(cursor, directory, table)
        for name, last in manifest.sequences.items():
            _continue(cursor, name, last)
    store.checkpoint()
    return manifest


def read_manifest(directory: Path) -> Manifest:
    """The export's manifest; refuses a directory that holds none."""
    path = directory / MANIFEST
    if not directory.is_dir():
        raise BadInput(f"{directory} is no directory; name the one that `python -m data export` wrote.")
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return Manifest(
            format=int(found["format"]),
            schema_version=int(found["schema_version"]),
            exported_at=str(found["exported_at"]),
            data_as_of=found["data_as_of"],
            sequences={str(name): int(last) for name, last in found["sequences"].items()},
            tables=tuple(TableFile(str(t["name"]), int(t["row_count"]), str(t["sha256"])) for t in found["tables"]),
        )
    except FileNotFoundError:
        raise BadInput(f"{directory} holds no {MANIFEST}, so it is no export (or an unfinished one).") from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadInput(
            f"{path} is damaged ({type(error).__name__}: {error}); take another copy of the export."
        ) from error


def _prove_whole(directory: Path, manifest: Manifest) -> None:
    for table in manifest.tables:
        path = directory / table.file
        if table.name not in TABLES:
            raise BadInput(f"{directory / MANIFEST} names the table {table.name!r}, which no store has.")
        if not path.is_file():
            raise BadInput(f"{path} is missing, so the export is not complete; take another copy of it.")
        if sha256_of(path) != table.sha256:
            raise BadInput(f"{path} is not the file that was exported (its checksum differs); take another copy.")
    if missing := set(TABLES) - {table.name for table in manifest.tables}:
        raise BadInput(f"{directory / MANIFEST} lacks the table {min(missing)}; take another copy of the export.")


def _refuse_what_does_not_fit(cursor: Cursor, store: Store, directory: Path, manifest: Manifest) -> None:
    for name in TABLES:
        if count := int(cursor.value(f"SELECT count(*) FROM {name}")):
            raise BadInput(
                f"The store {store.name} is not empty ({count:,} rows of {name}), and an export is restored into an "
                "empty one. Name a new store with HEADROOM_DB."
            )
    here = schema_version(cursor)
    if (manifest.format, manifest.schema_version) != (FORMAT, here):
        way = "update Headroom" if manifest.schema_version > here else "restore it with the version that wrote it"
        raise BadInput(f"{directory} has schema {manifest.schema_version}, this Headroom has {here}: {way}.")


def _load(cursor: Cursor, directory: Path, table: TableFile) -> None:
    path = directory / table.file
    try:
        with pq.ParquetFile(path) as parquet:
            schema = parquet.schema_arrow
            columns = {name for (name,) in cursor.rows(_COLUMNS, table.name)}
            if set(schema.names) != columns:
                raise BadInput(f"{path} has other columns than the table {table.name}; take another copy.")
            names = ", ".join(schema.names)
            rows = pa.RecordBatchReader.from_batches(schema, parquet.iter_batches(100_000))
            with cursor.relation("exported_rows", rows):
                cursor.execute(f"INSERT INTO {table.name} ({names}) SELECT {names} FROM exported_rows")
    except pa.ArrowInvalid as error:
        raise BadInput(f"{path} cannot be read as Parquet ({str(error).splitlines()[0]}).") from error
    stored = int(cursor.value(f"SELECT count(*) FROM {table.name}"))
    if stored != table.row_count:
        raise BadInput(f"{path} holds {stored:,} rows where the manifest says {table.row_count:,}; nothing restored.")


_COLUMNS = """
SELECT column_name FROM information_schema.columns WHERE table_name = $1 AND table_schema = current_schema()
"""


def _continue(cursor: Cursor, name: str, last: int) -> None:
    """Moves a sequence on to the last id it gave out in the exported store."""
    now = cursor.sequences()
    if name not in now:
        raise BadInput(f"The manifest names the sequence {name!r}, which this store does not have.")
    if (missing := last - now[name]) > 0:
        cursor.execute(f"SELECT max(nextval('{name}')) FROM generate_series(1, {missing}) AS g(n)")
