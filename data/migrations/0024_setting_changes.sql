-- What admins set on the page Settings: append-only, the newest version of a name in force; an empty network is all of
-- them, a network its contract. A value is JSON; none takes back what was set before.
-- Portable SQL: one text for DuckDB and PostgreSQL.

CREATE TABLE setting_changes (
  network_id    TEXT NOT NULL,
  name          TEXT NOT NULL CHECK (length(name) > 0),
  version       INTEGER NOT NULL CHECK (version >= 1),
  value         TEXT,
  reason        TEXT NOT NULL CHECK (length(reason) > 0),
  set_by        TEXT NOT NULL,
  set_at        TIMESTAMP NOT NULL,
  PRIMARY KEY (network_id, name, version)
);
