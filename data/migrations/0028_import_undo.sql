-- What the last import replaced, so that it can be taken back, and which imports were.
-- Portable SQL: one text for DuckDB and PostgreSQL.

ALTER TABLE imports ADD COLUMN taken_back_at TIMESTAMP;
ALTER TABLE imports ADD COLUMN taken_back_by TEXT;
ALTER TABLE imports ADD COLUMN taken_back_why TEXT;

-- One row at most: the last import that changed anything; `problem` is why nothing was kept of it.
CREATE TABLE import_undo (
  imported_at   TIMESTAMP NOT NULL,
  imported_by   TEXT NOT NULL,
  files         TEXT NOT NULL,
  changed_count BIGINT NOT NULL CHECK (changed_count >= 0),
  problem       TEXT
);

-- The rows that it changed, as JSON: how they were (NULL: not there) and how they are (NULL: gone).
CREATE TABLE import_undo_rows (
  imported_at   TIMESTAMP NOT NULL,
  place         BIGINT NOT NULL,
  table_name    TEXT NOT NULL,
  before_row    TEXT,
  after_row     TEXT
);
