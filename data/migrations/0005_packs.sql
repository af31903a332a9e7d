-- Figures of a network's term frozen for a meeting: they reopen exactly, whatever is imported or changed after.
-- Append only. Portable SQL: one text for DuckDB and PostgreSQL.

CREATE SEQUENCE pack_seq;

CREATE TABLE packs (
  pack_id       TEXT PRIMARY KEY CHECK (length(pack_id) > 0),
  network_id    TEXT NOT NULL REFERENCES networks (network_id),
  title         TEXT NOT NULL CHECK (length(title) > 0),
  as_of         DATE NOT NULL,
  frozen_by     TEXT NOT NULL,
  frozen_at     TIMESTAMP NOT NULL,
  figures       TEXT NOT NULL
);
