-- Filters of a list that somebody keeps under a name: each is the part of the list's address that narrows it, so what
-- an address says goes on meaning what it did. No figure depends on it.
-- Portable SQL: one text for DuckDB and PostgreSQL.

CREATE TABLE saved_filters (
  email     TEXT NOT NULL CHECK (length(email) > 0),
  page      TEXT NOT NULL CHECK (length(page) > 0),
  name_key  TEXT NOT NULL CHECK (length(name_key) > 0), -- the name folded: two that differ by their case are one
  name      TEXT NOT NULL CHECK (length(name) > 0),
  asked     TEXT NOT NULL CHECK (length(asked) > 0),
  is_start  BOOLEAN NOT NULL,
  saved_at  TIMESTAMP NOT NULL,
  PRIMARY KEY (email, page, name_key)
);
