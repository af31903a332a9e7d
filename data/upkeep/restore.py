"""An export back into an empty store: proven whole first, loaded all or nothing, and kept only if it is sound."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from data.errors import BadInput, ExportUnsound
from data.store import Cursor, Store
from data.upkeep.check import violations_within
from data.upkeep.export import FORMAT, MANIFEST, TABLES, Manifest, TableFile, schema_version
from data.upkeep.export_proof import ANOTHER_COPY, prove_columns, prove_whole, read_manifest
from data.upkeep.sequences import carry_on
from data.upkeep.signing import verify

__all__ = ["read_manifest", "restore_store"]


def restore_store(
    store: Store, directory: Path, *, key: bytes | None = None, despite_violations: bool = False
) -> Manifest:
    """Fills an empty store; what is read back is counted and checked before it is kept.

    With a ``key`` only what was signed with it is restored. ``despite_violations`` keeps a store that was unsound when
    it was exported.
    """
    manifest = read_manifest(directory)
    if key is not None:
        verify(directory / MANIFEST, key)
    prove_whole(directory, manifest)
    files = {table.name: table for table in manifest.tables}
    with store.transaction() as cursor:
        _refuse_what_does_not_fit(cursor, store, directory, manifest)
        for name in TABLES:  # what is referred to first, whatever order the manifest has
            _load(cursor, store, directory, files[name])
        carry_on(cursor, manifest.sequences)
        violated = violations_within(cursor)
        if violated and not despite_violations:
            raise ExportUnsound(str(directory), tuple(map(str, violated)))
    store.checkpoint()
    return manifest


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


def _load(cursor: Cursor, store: Store, directory: Path, table: TableFile) -> None:
    path = directory / table.file
    expected = cursor.batches(f"SELECT * FROM {table.name} WHERE 1 = 0").schema
    try:
        with pq.ParquetFile(path) as parquet:
            schema = parquet.schema_arrow
            prove_columns(path, schema, expected)
            names = ", ".join(schema.names)
            rows = pa.RecordBatchReader.from_batches(schema, parquet.iter_batches(100_000))
            with cursor.relation("exported_rows", rows):
                cursor.execute(f"INSERT INTO {table.name} ({names}) SELECT {names} FROM exported_rows")
    except (pa.ArrowException, OSError) as error:
        raise BadInput(f"{path} cannot be read as Parquet ({_first_line(error)}); {ANOTHER_COPY}.") from error
    except Exception as error:
        if not store.is_refused_row(error):
            raise
        raise BadInput(
            f"{path} holds a row that no table {table.name} can hold ({_first_line(error)}), so nothing was restored. "
            f"{ANOTHER_COPY.capitalize()}."
        ) from error
    stored = int(cursor.value(f"SELECT count(*) FROM {table.name}"))
    if stored != table.row_count:
        raise BadInput(
            f"{path} holds {stored:,} rows where the manifest says {table.row_count:,}, so nothing was restored; "
            f"{ANOTHER_COPY}."
        )


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0].rstrip(".")
