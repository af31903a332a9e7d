-- What somebody has looked at, and when last: unread marks, and what happened since. No figure depends on it.
-- Portable SQL: one text for DuckDB and PostgreSQL.

CREATE TABLE seen (
  email    TEXT NOT NULL CHECK (length(email) > 0),
  what     TEXT NOT NULL CHECK (length(what) > 0),
  seen_at  TIMESTAMP NOT NULL,
  PRIMARY KEY (email, what)
);
