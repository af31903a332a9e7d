-- People beside their roles: names, who is disabled, who stands in for a CSM, and who changed any of it.
-- Portable SQL: one text for DuckDB and PostgreSQL.

CREATE SEQUENCE user_change_seq;

-- One row a person of whom more is known than their roles. Disabled people keep their roles and may do nothing.
CREATE TABLE people (
  email            TEXT PRIMARY KEY CHECK (length(email) > 0),
  name             TEXT,
  phone            TEXT,
  disabled_at      TIMESTAMP,
  disabled_by_list BOOLEAN NOT NULL
);

-- Who may do in a network what its CSM may.
CREATE TABLE deputies (
  network_id    TEXT NOT NULL REFERENCES networks (network_id),
  email         TEXT NOT NULL CHECK (length(email) > 0),
  PRIMARY KEY (network_id, email)
);

-- Who is away up to and with a day (UTC), and who has all their networks until then; '' where the deputies do.
CREATE TABLE absences (
  email         TEXT PRIMARY KEY CHECK (length(email) > 0),
  until_date    DATE NOT NULL,
  stand_in      TEXT NOT NULL,
  said_by       TEXT NOT NULL,
  said_at       TIMESTAMP NOT NULL
);

-- Append only: who was added, given or deprived of what, by whom and why.
CREATE TABLE user_changes (
  user_change_id BIGINT PRIMARY KEY DEFAULT nextval('user_change_seq'),
  happened_at    TIMESTAMP NOT NULL,
  by_email       TEXT NOT NULL,
  email          TEXT NOT NULL,
  event          TEXT NOT NULL,
  role           TEXT NOT NULL,
  network_id     TEXT NOT NULL,
  words          TEXT NOT NULL,
  reason         TEXT NOT NULL
);
