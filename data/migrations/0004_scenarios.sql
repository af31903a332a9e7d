-- Named what-ifs of a network, the one that is its plan, and what people themselves expect of a month.
-- Portable SQL: one text for DuckDB and PostgreSQL.

CREATE SEQUENCE scenario_seq;
CREATE SEQUENCE scenario_event_seq;

-- changes: JSON text, a list of what is different.
CREATE TABLE scenarios (
  scenario_id   TEXT PRIMARY KEY CHECK (length(scenario_id) > 0),
  network_id    TEXT NOT NULL REFERENCES networks (network_id),
  name          TEXT NOT NULL CHECK (length(name) > 0),
  reason        TEXT NOT NULL,
  changes       TEXT NOT NULL,
  saved_by      TEXT NOT NULL,
  saved_at      TIMESTAMP NOT NULL,
  removed_at    TIMESTAMP
);

-- One row a network that ever had a plan; scenario_id is '' while it has none. The version guards against lost updates.
CREATE TABLE plans (
  network_id    TEXT PRIMARY KEY REFERENCES networks (network_id),
  scenario_id   TEXT NOT NULL,
  version       INTEGER NOT NULL CHECK (version >= 1)
);

CREATE TABLE scenario_events (
  event_id      BIGINT PRIMARY KEY DEFAULT nextval('scenario_event_seq'),
  network_id    TEXT NOT NULL REFERENCES networks (network_id),
  scenario_id   TEXT NOT NULL,
  happened_at   TIMESTAMP NOT NULL,
  by_email      TEXT NOT NULL,
  event         TEXT NOT NULL CHECK (event IN ('saved', 'committed', 'uncommitted', 'removed')),
  words         TEXT NOT NULL
);

-- Append only. A figure without numbers withdraws the one before it.
CREATE TABLE own_figures (
  network_id    TEXT NOT NULL REFERENCES networks (network_id),
  kind          TEXT NOT NULL CHECK (kind IN ('campaign', 'network', 'dynamic')),
  campaign_id   TEXT NOT NULL,
  billing_month DATE NOT NULL,
  version       INTEGER NOT NULL CHECK (version >= 1),
  numbers       INTEGER CHECK (numbers >= 0),
  reason        TEXT NOT NULL,
  stated_by     TEXT NOT NULL,
  stated_at     TIMESTAMP NOT NULL,
  PRIMARY KEY (network_id, kind, campaign_id, billing_month, version),
  CHECK ((kind = 'campaign') = (campaign_id <> ''))
);
