-- What is known of each month and since when it stands, the amendments of contracts, and who changed what of them.
-- Portable SQL: one text for DuckDB and PostgreSQL.

CREATE SEQUENCE contract_change_seq;
CREATE SEQUENCE correction_seq;

ALTER TABLE allotments ADD COLUMN unit_price DECIMAL(12, 4);
ALTER TABLE allotments ADD COLUMN opening_used INTEGER;
ALTER TABLE allotments ADD COLUMN opening_through DATE;
ALTER TABLE ring_pools ADD COLUMN visit_seconds INTEGER;
ALTER TABLE ring_pools ADD COLUMN busy_hour_share DOUBLE PRECISION;

-- Dated additions to a contract; never an edit of what was agreed. One that sets a figure leaves the others empty.
CREATE TABLE amendments (
  network_id          TEXT NOT NULL REFERENCES networks (network_id),
  signed_on           DATE NOT NULL,
  effective_on        DATE NOT NULL,
  added_number_months INTEGER,
  ends_on             DATE,
  overage_rate        DECIMAL(12, 4) CHECK (overage_rate >= 0),
  reason              TEXT NOT NULL,
  CHECK (added_number_months IS NOT NULL OR ends_on IS NOT NULL OR overage_rate IS NOT NULL)
);

-- Append only: every change of a contract's figures. old_value is empty where there was none, new_value where it went.
CREATE TABLE contract_changes (
  change_id     BIGINT PRIMARY KEY DEFAULT nextval('contract_change_seq'),
  network_id    TEXT NOT NULL REFERENCES networks (network_id),
  subject       TEXT NOT NULL CHECK (subject IN ('partnership', 'allotment', 'opening balance', 'amendment')),
  starts_on     DATE NOT NULL,
  field         TEXT NOT NULL,
  old_value     TEXT,
  new_value     TEXT,
  changed_at    TIMESTAMP NOT NULL,
  changed_by    TEXT NOT NULL,
  reason        TEXT NOT NULL
);

-- The last call of a number, wherever it was assigned then, and the day as of which it was the last.
CREATE TABLE last_calls (
  network_id    TEXT NOT NULL REFERENCES networks (network_id),
  promo_number  TEXT NOT NULL,
  last_call_on  DATE NOT NULL,
  as_of         DATE NOT NULL,
  PRIMARY KEY (network_id, promo_number)
);

-- The day from which on the numbers of a network are all on record, released ones too; as somebody stated it.
CREATE TABLE complete_since (
  network_id    TEXT PRIMARY KEY REFERENCES networks (network_id),
  since         DATE NOT NULL,
  as_of         DATE NOT NULL
);

-- The day as of which a source last described a month, at most the month's last day: with it the month is complete.
CREATE TABLE month_reports (
  network_id    TEXT NOT NULL REFERENCES networks (network_id),
  billing_month DATE NOT NULL,
  source        TEXT NOT NULL CHECK (source IN ('numbers', 'usage', 'totals')),
  as_of         DATE NOT NULL,
  PRIMARY KEY (network_id, billing_month, source)
);

-- The closed months that were reported, frozen. Each has a row for campaign '', be it of zeros; a month without is
-- not reported, and what the summary says of it is "at least this".
CREATE TABLE closed_months (
  network_id    TEXT NOT NULL REFERENCES networks (network_id),
  billing_month DATE NOT NULL,
  campaign_id   TEXT NOT NULL,
  static_used   INTEGER NOT NULL CHECK (static_used >= 0),
  dynamic_used  INTEGER NOT NULL CHECK (dynamic_used >= 0),
  PRIMARY KEY (network_id, billing_month, campaign_id)
);

-- Append only: closed months that somebody corrected. One row for the network's total and one a campaign that differs.
CREATE TABLE month_corrections (
  correction_id BIGINT PRIMARY KEY DEFAULT nextval('correction_seq'),
  network_id    TEXT NOT NULL REFERENCES networks (network_id),
  billing_month DATE NOT NULL,
  campaign_id   TEXT NOT NULL,
  old_static    INTEGER NOT NULL,
  old_dynamic   INTEGER NOT NULL,
  new_static    INTEGER NOT NULL,
  new_dynamic   INTEGER NOT NULL,
  corrected_at  TIMESTAMP NOT NULL,
  corrected_by  TEXT NOT NULL,
  reason        TEXT NOT NULL,
  file_name     TEXT NOT NULL
);

-- What older stores hold was complete by the rules it came in under, and stays as it is.
INSERT INTO month_reports (network_id, billing_month, source, as_of)
SELECT m.network_id, m.billing_month,
       CASE WHEN EXISTS (SELECT 1 FROM numbers AS n WHERE n.network_id = m.network_id) THEN 'numbers' ELSE 'totals' END,
       CASE WHEN a.as_of < CAST(m.billing_month + INTERVAL '1' MONTH - INTERVAL '1' DAY AS DATE)
            THEN a.as_of ELSE CAST(m.billing_month + INTERVAL '1' MONTH - INTERVAL '1' DAY AS DATE) END
FROM network_months AS m JOIN usage_as_of AS a ON a.network_id = m.network_id;

INSERT INTO closed_months (network_id, billing_month, campaign_id, static_used, dynamic_used)
SELECT m.network_id, m.billing_month, m.campaign_id, m.static_used, m.dynamic_used
FROM monthly_usage AS m JOIN usage_as_of AS a ON a.network_id = m.network_id
WHERE CAST(m.billing_month + INTERVAL '1' MONTH - INTERVAL '1' DAY AS DATE) <= a.as_of;

INSERT INTO closed_months (network_id, billing_month, campaign_id, static_used, dynamic_used)
SELECT m.network_id, m.billing_month, '', 0, 0
FROM network_months AS m JOIN usage_as_of AS a ON a.network_id = m.network_id
WHERE CAST(m.billing_month + INTERVAL '1' MONTH - INTERVAL '1' DAY AS DATE) <= a.as_of
  AND NOT EXISTS (
    SELECT 1 FROM closed_months AS c
    WHERE c.network_id = m.network_id AND c.billing_month = m.billing_month AND c.campaign_id = '');

-- The summary has no row for campaign '' that says nothing.
DELETE FROM monthly_usage WHERE campaign_id = '' AND static_used = 0 AND dynamic_used = 0;

-- An as-of day is included to its end: on the last day of a month the next one runs, with the numbers still assigned.
INSERT INTO monthly_usage (network_id, billing_month, campaign_id, static_used, dynamic_used)
SELECT n.network_id, CAST(a.as_of + INTERVAL '1' DAY AS DATE), n.campaign_id,
       CAST(sum(CASE WHEN n.number_type = 'static' THEN 1 ELSE 0 END) AS INTEGER),
       CAST(sum(CASE WHEN n.number_type = 'static' THEN 0 ELSE 1 END) AS INTEGER)
FROM numbers AS n JOIN usage_as_of AS a ON a.network_id = n.network_id
WHERE extract(day FROM a.as_of + INTERVAL '1' DAY) = 1
  AND n.first_used_on <= a.as_of AND (n.released_on IS NULL OR n.released_on > a.as_of)
GROUP BY n.network_id, a.as_of, n.campaign_id;

INSERT INTO network_months (network_id, billing_month, static_used, dynamic_used)
SELECT a.network_id, CAST(a.as_of + INTERVAL '1' DAY AS DATE),
       CAST(coalesce(sum(m.static_used), 0) AS INTEGER), CAST(coalesce(sum(m.dynamic_used), 0) AS INTEGER)
FROM usage_as_of AS a LEFT JOIN monthly_usage AS m
  ON m.network_id = a.network_id AND m.billing_month = CAST(a.as_of + INTERVAL '1' DAY AS DATE)
WHERE extract(day FROM a.as_of + INTERVAL '1' DAY) = 1
  AND EXISTS (SELECT 1 FROM numbers AS n WHERE n.network_id = a.network_id)
GROUP BY a.network_id, a.as_of;
