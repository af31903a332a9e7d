-- What was granted, or raised without a request, stays in the projection until it shows in the usage or is ended.
-- Portable SQL: one text for DuckDB and PostgreSQL.

CREATE TABLE promises (
  promise_id    TEXT PRIMARY KEY CHECK (length(promise_id) > 0),
  network_id    TEXT NOT NULL REFERENCES networks (network_id),
  kind          TEXT NOT NULL CHECK (kind IN ('campaign', 'network', 'dynamic')),
  campaign_id   TEXT NOT NULL,
  numbers       INTEGER NOT NULL CHECK (numbers > 0),
  first_month   DATE NOT NULL,
  until_month   DATE,
  used_then     INTEGER NOT NULL CHECK (used_then >= 0),
  as_of         DATE NOT NULL,
  limit_before  INTEGER NOT NULL CHECK (limit_before >= 0),
  by_sessions   BOOLEAN NOT NULL,
  promised_at   TIMESTAMP NOT NULL,
  ended_at      TIMESTAMP,
  ended_by      TEXT,
  ended_why     TEXT,
  CHECK ((kind = 'campaign') = (campaign_id <> '')),
  CHECK (until_month IS NULL OR until_month >= first_month),
  CHECK ((ended_at IS NULL) = (ended_by IS NULL))
);

-- Sessions a month on top of today's, where a request states them so; `sessions` is what they come to together.
ALTER TABLE requests ADD COLUMN more_sessions BIGINT;
