"""Writes simulated histories into an empty store, all of them in one transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import pyarrow as pa

from data.errors import BadInput
from data.sample.mark import mark_as_sample
from data.sample.ordinary import ordinary_stories
from data.sample.simulation import History, simulate
from data.sample.stories import STORIES
from data.sample.story import Story
from data.sample.tables import tables_of
from data.store import Cursor, Store
from data.tables import summary

_SEQUENCES = {"limit_changes": ("change_seq", "change_seq"), "imports": ("import_id", "import_seq")}
Progress = Callable[[float, str], None]  # share done 0..1, and what is being done


@dataclass(frozen=True)
class SampleSummary:
    """What was filled in: rows by table."""

    seed: int
    as_of: dt.date
    rows: dict[str, int]


def is_empty(store: Store) -> bool:
    """A store without networks; only such a store is filled."""
    with store.reading() as cursor:
        return int(cursor.value("SELECT count(*) FROM networks")) == 0


def sample_stories(seed: int = 0) -> tuple[Story, ...]:
    """All networks of the portfolio, in the order of their area codes."""
    return STORIES + ordinary_stories(seed)


def fill(
    store: Store, *, seed: int = 0, as_of: dt.date | None = None, progress: Progress | None = None
) -> SampleSummary:
    """Fills an empty store; the same seed and as-of date give the same rows."""
    if not is_empty(store):
        raise BadInput(
            f"The store {store.name} already has networks; the sample portfolio fills only an empty store. "
            "Name another with HEADROOM_DB, or remove the file."
        )
    tell = progress or (lambda _share, _what: None)
    described = as_of or dt.datetime.now(dt.UTC).date() - dt.timedelta(days=1)
    stories = sample_stories(seed)
    histories = []
    for index, story in enumerate(stories):
        tell(0.7 * index / len(stories), f"simulating {story.name}")
        histories.append(simulate(story, seed=seed, as_of=described))
    tables = tables_of(histories, seed=seed, as_of=described)
    tell(0.8, "writing the store")
    with store.transaction() as cursor:
        rows = {name: _insert(cursor, name, table) for name, table in tables.items()}
        _summarise(cursor, histories)
        mark_as_sample(cursor, described)
    store.checkpoint()
    tell(1.0, "done")
    return SampleSummary(seed, described, rows)


def _insert(cursor: Cursor, name: str, table: pa.Table) -> int:
    keyed = _with_key(cursor, table, *_SEQUENCES[name]) if name in _SEQUENCES else table
    columns = ", ".join(keyed.column_names)
    with cursor.relation("sample_rows", keyed):
        return cursor.changed(f"INSERT INTO {name} ({columns}) SELECT {columns} FROM sample_rows")


def _with_key(cursor: Cursor, table: pa.Table, key: str, sequence: str) -> pa.Table:
    """Takes the keys from the store's own sequence, so that what is written later follows."""
    drawn = cursor.rows(f"SELECT nextval('{sequence}') FROM generate_series(1, {table.num_rows}) AS g(n)")
    return table.add_column(0, key, pa.array(sorted(value for (value,) in drawn), pa.int64()))


def _summarise(cursor: Cursor, histories: list[History]) -> None:
    by_date: dict[dt.date, list[str]] = {}
    for history in histories:
        by_date.setdefault(history.days.as_of, []).append(history.story.network_id)
    for date, network_ids in sorted(by_date.items()):
        summary.describe_as_of(cursor, network_ids, date)
    summary.refresh(cursor, [history.story.network_id for history in histories])
