-- Where the vendor's platform is another system: what it was last reported to have, and what somebody set there.
-- Portable SQL: one text for DuckDB and PostgreSQL.

-- A limit as the newest import of limits or campaigns reported it, as of the end of that day.
CREATE TABLE platform_reports (
  network_id    TEXT NOT NULL REFERENCES networks (network_id),
  kind          TEXT NOT NULL CHECK (kind IN ('campaign', 'network', 'dynamic')),
  campaign_id   TEXT NOT NULL,
  limit_numbers INTEGER NOT NULL CHECK (limit_numbers >= 0),
  as_of         DATE NOT NULL,
  PRIMARY KEY (network_id, kind, campaign_id),
  CHECK ((kind = 'campaign') = (campaign_id <> ''))
);

-- Append only. 'set': the change was made in the platform; 'noted': the platform differs, and somebody has seen that.
CREATE TABLE platform_marks (
  change_id     TEXT PRIMARY KEY REFERENCES limit_changes (change_id),
  network_id    TEXT NOT NULL REFERENCES networks (network_id),
  mark          TEXT NOT NULL CHECK (mark IN ('set', 'noted')),
  marked_at     TIMESTAMP NOT NULL,
  marked_by     TEXT NOT NULL CHECK (length(marked_by) > 0)
);
