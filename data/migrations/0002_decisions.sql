-- Requests get their course and the evidence they were decided on; changes can wait for their day; people are told.
-- Portable SQL: one text for DuckDB and PostgreSQL.

CREATE SEQUENCE request_event_seq;
CREATE SEQUENCE alert_run_seq;

ALTER TABLE requests ADD COLUMN until_month DATE;
ALTER TABLE requests ADD COLUMN answer TEXT;

CREATE TABLE request_events (
  event_id      BIGINT PRIMARY KEY DEFAULT nextval('request_event_seq'),
  request_id    TEXT NOT NULL REFERENCES requests (request_id),
  happened_at   TIMESTAMP NOT NULL,
  by_email      TEXT NOT NULL,
  event         TEXT NOT NULL CHECK (event IN ('filed', 'comment', 'in review', 'approved', 'part', 'declined', 'withdrawn', 'expired')),
  words         TEXT NOT NULL,
  vendor_only   BOOLEAN NOT NULL
);

CREATE TABLE request_evidence (
  request_id    TEXT PRIMARY KEY REFERENCES requests (request_id),
  frozen_at     TIMESTAMP NOT NULL,
  as_of         DATE,
  evidence      TEXT NOT NULL
);

CREATE TABLE scheduled_changes (
  scheduled_id     TEXT PRIMARY KEY CHECK (length(scheduled_id) > 0),
  network_id       TEXT NOT NULL REFERENCES networks (network_id),
  kind             TEXT NOT NULL CHECK (kind IN ('campaign', 'network', 'dynamic')),
  campaign_id      TEXT NOT NULL,
  new_limit        INTEGER NOT NULL CHECK (new_limit >= 0),
  on_date          DATE NOT NULL,
  until_date       DATE,
  expected_version INTEGER NOT NULL CHECK (expected_version >= 1),
  step_down        BOOLEAN NOT NULL,
  reason           TEXT NOT NULL,
  request_id       TEXT,
  scheduled_by     TEXT NOT NULL,
  scheduled_at     TIMESTAMP NOT NULL,
  status           TEXT NOT NULL CHECK (status IN ('waiting', 'applied', 'cancelled', 'held')),
  settled_at       TIMESTAMP,
  settled_words    TEXT,
  CHECK ((kind = 'campaign') = (campaign_id <> '')),
  CHECK (until_date IS NULL OR until_date >= on_date),
  CHECK ((status = 'waiting') = (settled_at IS NULL))
);

CREATE TABLE settings (
  name          TEXT NOT NULL,
  version       INTEGER NOT NULL CHECK (version >= 1),
  value         TEXT NOT NULL,
  set_by        TEXT NOT NULL,
  set_at        TIMESTAMP NOT NULL,
  PRIMARY KEY (name, version)
);

-- What people are to be told; one row each, whatever retries or restarts happen.
CREATE TABLE notices (
  notice_id     TEXT PRIMARY KEY CHECK (length(notice_id) > 0),
  network_id    TEXT NOT NULL REFERENCES networks (network_id),
  audience      TEXT NOT NULL CHECK (audience IN ('vendor', 'customer')),
  topic         TEXT NOT NULL,
  subject       TEXT NOT NULL,
  body          TEXT NOT NULL,
  told_at       TIMESTAMP NOT NULL
);

CREATE TABLE deliveries (
  notice_id     TEXT NOT NULL REFERENCES notices (notice_id),
  address       TEXT NOT NULL,
  status        TEXT NOT NULL CHECK (status IN ('waiting', 'sending', 'sent', 'given up')),
  attempts      INTEGER NOT NULL CHECK (attempts >= 0),
  next_try_at   TIMESTAMP NOT NULL,
  settled_at    TIMESTAMP,
  last_error    TEXT,
  PRIMARY KEY (notice_id, address)
);

CREATE TABLE alert_states (
  network_id    TEXT NOT NULL REFERENCES networks (network_id),
  kind          TEXT NOT NULL,
  campaign_id   TEXT NOT NULL,
  alert         TEXT NOT NULL,
  raised        BOOLEAN NOT NULL,
  level         INTEGER NOT NULL,
  since         TIMESTAMP NOT NULL,
  as_of         DATE,
  words         TEXT NOT NULL,
  PRIMARY KEY (network_id, kind, campaign_id, alert)
);

CREATE TABLE alert_runs (
  run_id        BIGINT PRIMARY KEY DEFAULT nextval('alert_run_seq'),
  ran_at        TIMESTAMP NOT NULL,
  network_count INTEGER NOT NULL,
  crossed_count INTEGER NOT NULL
);
