-- The first store. Portable SQL: one text for DuckDB and PostgreSQL.
-- Times are UTC without a zone. A billing month is the date of its first day.
-- campaign_id is '' where a row concerns no campaign, so that it can be part of a key.

CREATE SEQUENCE change_seq;
CREATE SEQUENCE import_seq;
CREATE SEQUENCE request_seq;

CREATE TABLE store_state (
  only_row      INTEGER PRIMARY KEY CHECK (only_row = 1),
  data_version  BIGINT NOT NULL
);
INSERT INTO store_state (only_row, data_version) VALUES (1, 0);

CREATE TABLE networks (
  network_id    TEXT PRIMARY KEY CHECK (length(network_id) > 0),
  name          TEXT NOT NULL CHECK (length(name) > 0),
  time_zone     TEXT NOT NULL,
  csm_email     TEXT
);

CREATE TABLE partnerships (
  network_id    TEXT NOT NULL REFERENCES networks (network_id),
  starts_on     DATE NOT NULL,
  ends_on       DATE NOT NULL,
  PRIMARY KEY (network_id, starts_on),
  CHECK (ends_on >= starts_on)
);

CREATE TABLE allotments (
  network_id    TEXT NOT NULL REFERENCES networks (network_id),
  starts_on     DATE NOT NULL,
  ends_on       DATE NOT NULL,
  number_months INTEGER NOT NULL CHECK (number_months >= 0),
  overage_rate  DECIMAL(12, 4) CHECK (overage_rate >= 0),
  currency      TEXT,
  PRIMARY KEY (network_id, starts_on),
  CHECK (ends_on >= starts_on)
);

CREATE TABLE campaigns (
  network_id    TEXT NOT NULL REFERENCES networks (network_id),
  campaign_id   TEXT NOT NULL CHECK (length(campaign_id) > 0),
  name          TEXT NOT NULL,
  PRIMARY KEY (network_id, campaign_id)
);

CREATE TABLE ring_pools (
  network_id       TEXT NOT NULL REFERENCES networks (network_id),
  ring_pool_id     TEXT NOT NULL CHECK (length(ring_pool_id) > 0),
  name             TEXT,
  max_pool_size    INTEGER CHECK (max_pool_size >= 0),
  lifetime_seconds INTEGER CHECK (lifetime_seconds > 0),
  allow_overflow   BOOLEAN,
  PRIMARY KEY (network_id, ring_pool_id)
);

CREATE TABLE users (
  email         TEXT NOT NULL CHECK (length(email) > 0),
  role          TEXT NOT NULL CHECK (role IN ('viewer', 'super_user', 'csm', 'planner', 'admin')),
  network_id    TEXT NOT NULL,
  PRIMARY KEY (email, role, network_id),
  CHECK ((role IN ('viewer', 'super_user')) = (network_id <> ''))
);

-- One row a limit. The kind and the campaign name it; the version guards it against lost updates.
CREATE TABLE limits (
  network_id    TEXT NOT NULL REFERENCES networks (network_id),
  kind          TEXT NOT NULL CHECK (kind IN ('campaign', 'network', 'dynamic')),
  campaign_id   TEXT NOT NULL,
  limit_numbers INTEGER NOT NULL CHECK (limit_numbers >= 0),
  version       INTEGER NOT NULL CHECK (version >= 1),
  PRIMARY KEY (network_id, kind, campaign_id),
  CHECK ((kind = 'campaign') = (campaign_id <> ''))
);

-- Append only. The first row of a limit has no old_limit; replaying the rows gives today's limits.
CREATE TABLE limit_changes (
  change_id       TEXT PRIMARY KEY CHECK (length(change_id) > 0),
  change_seq      BIGINT NOT NULL UNIQUE DEFAULT nextval('change_seq'),
  network_id      TEXT NOT NULL REFERENCES networks (network_id),
  kind            TEXT NOT NULL CHECK (kind IN ('campaign', 'network', 'dynamic')),
  campaign_id     TEXT NOT NULL,
  version         INTEGER NOT NULL CHECK (version >= 1),
  old_limit       INTEGER CHECK (old_limit >= 0),
  new_limit       INTEGER NOT NULL CHECK (new_limit >= 0),
  changed_at      TIMESTAMP NOT NULL,
  changed_by      TEXT NOT NULL,
  reason          TEXT NOT NULL,
  request_id      TEXT,
  effective_from  DATE NOT NULL,
  effective_until DATE,
  usage_then      INTEGER,
  as_of           DATE,
  overage_risk    DOUBLE PRECISION CHECK (overage_risk BETWEEN 0 AND 1),
  suggested_limit INTEGER,
  UNIQUE (network_id, kind, campaign_id, version),
  CHECK ((version = 1) = (old_limit IS NULL)),
  CHECK (effective_until IS NULL OR effective_until >= effective_from)
);

CREATE TABLE requests (
  request_id    TEXT PRIMARY KEY CHECK (length(request_id) > 0),
  network_id    TEXT NOT NULL REFERENCES networks (network_id),
  kind          TEXT NOT NULL CHECK (kind IN ('campaign', 'network', 'dynamic')),
  campaign_id   TEXT NOT NULL,
  more_numbers  INTEGER NOT NULL CHECK (more_numbers > 0),
  from_month    DATE NOT NULL,
  reason        TEXT NOT NULL,
  sessions      BIGINT CHECK (sessions >= 0),
  status        TEXT NOT NULL CHECK (status IN ('filed', 'in review', 'approved', 'part', 'declined', 'withdrawn', 'expired')),
  filed_by      TEXT NOT NULL,
  filed_at      TIMESTAMP NOT NULL,
  decided_by    TEXT,
  decided_at    TIMESTAMP,
  granted_limit INTEGER CHECK (granted_limit >= 0),
  decision_note TEXT,
  CHECK ((kind = 'campaign') = (campaign_id <> '')),
  CHECK ((status IN ('approved', 'part', 'declined')) = (decided_at IS NOT NULL)),
  CHECK ((status IN ('approved', 'part')) = (granted_limit IS NOT NULL))
);

CREATE TABLE numbers (
  network_id    TEXT NOT NULL REFERENCES networks (network_id),
  promo_number  TEXT NOT NULL,
  number_type   TEXT NOT NULL CHECK (number_type IN ('static', 'dynamic')),
  campaign_id   TEXT NOT NULL,
  ring_pool_id  TEXT NOT NULL,
  first_used_on DATE NOT NULL,
  released_on   DATE,
  CHECK ((number_type = 'static') = (campaign_id <> '')),
  CHECK ((number_type = 'dynamic') = (ring_pool_id <> '')),
  CHECK (released_on IS NULL OR released_on >= first_used_on)
);

-- The big fact: a number that was on the account in a billing month. No key: it would cost four times the space
-- and thirty times the load; the import and `python -m data check` prove what a key would.
CREATE TABLE usage (
  network_id    TEXT NOT NULL,
  promo_number  TEXT NOT NULL,
  billing_month DATE NOT NULL,
  calls         INTEGER CHECK (calls >= 0)
);

-- Totals as imported, for networks that have no number-level detail.
CREATE TABLE usage_totals (
  network_id    TEXT NOT NULL REFERENCES networks (network_id),
  billing_month DATE NOT NULL,
  campaign_id   TEXT NOT NULL,
  static_used   INTEGER NOT NULL CHECK (static_used >= 0),
  dynamic_used  INTEGER NOT NULL CHECK (dynamic_used >= 0),
  PRIMARY KEY (network_id, billing_month, campaign_id),
  CHECK (campaign_id = '' OR dynamic_used = 0)
);

-- The summary every page reads: usage by network, month and campaign ('' = dynamic numbers, and static numbers
-- known only as a network total). Written in the transaction that changes numbers, usage or usage_totals.
CREATE TABLE monthly_usage (
  network_id    TEXT NOT NULL,
  billing_month DATE NOT NULL,
  campaign_id   TEXT NOT NULL,
  static_used   INTEGER NOT NULL CHECK (static_used >= 0),
  dynamic_used  INTEGER NOT NULL CHECK (dynamic_used >= 0)
);

-- The same, one row a network and month.
CREATE TABLE network_months (
  network_id    TEXT NOT NULL,
  billing_month DATE NOT NULL,
  static_used   INTEGER NOT NULL CHECK (static_used >= 0),
  dynamic_used  INTEGER NOT NULL CHECK (dynamic_used >= 0)
);

-- The course of a month: what its totals were as of each date that an import described.
CREATE TABLE month_course (
  network_id    TEXT NOT NULL REFERENCES networks (network_id),
  billing_month DATE NOT NULL,
  as_of         DATE NOT NULL,
  static_used   INTEGER NOT NULL CHECK (static_used >= 0),
  dynamic_used  INTEGER NOT NULL CHECK (dynamic_used >= 0),
  PRIMARY KEY (network_id, billing_month, as_of)
);

-- The date a network's usage describes: the end of that day.
CREATE TABLE usage_as_of (
  network_id    TEXT PRIMARY KEY REFERENCES networks (network_id),
  as_of         DATE NOT NULL
);

CREATE TABLE traffic (
  network_id    TEXT NOT NULL REFERENCES networks (network_id),
  grain         TEXT NOT NULL CHECK (grain IN ('month', 'day', 'hour')),
  starts_at     TIMESTAMP NOT NULL,
  sessions      BIGINT NOT NULL CHECK (sessions >= 0),
  PRIMARY KEY (network_id, grain, starts_at)
);

CREATE TABLE imports (
  import_id     BIGINT PRIMARY KEY DEFAULT nextval('import_seq'),
  imported_at   TIMESTAMP NOT NULL,
  imported_by   TEXT NOT NULL,
  as_of         DATE NOT NULL,
  file_name     TEXT NOT NULL,
  file_sha256   TEXT NOT NULL,
  table_name    TEXT NOT NULL,
  row_count     BIGINT NOT NULL CHECK (row_count >= 0),
  changed_count BIGINT NOT NULL CHECK (changed_count >= 0)
);
