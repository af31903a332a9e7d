-- What reports and logs tell of promo numbers beside their usage, and how files of other vendors are read.

-- What the latest Number Usage Report said of a number; texts as the vendor writes them, NULL where it said nothing.
CREATE TABLE number_statuses (
  network_id        TEXT NOT NULL,
  promo_number      TEXT NOT NULL,
  billing_month     DATE NOT NULL,
  as_of             DATE NOT NULL,
  number_status     TEXT,
  campaign_status   TEXT,
  advertiser_status TEXT,
  publisher_status  TEXT,
  calls             INTEGER,
  PRIMARY KEY (network_id, promo_number)
);

-- One row a report that brought numbers nobody had introduced, so that where they were put can be taken back.
CREATE TABLE placements (
  placement_id  TEXT PRIMARY KEY,
  file_name     TEXT NOT NULL,
  file_sha256   TEXT NOT NULL,
  as_of         DATE NOT NULL,
  placed_at     TIMESTAMP NOT NULL,
  placed_by     TEXT NOT NULL,
  taken_back_at TIMESTAMP,
  taken_back_by TEXT
);

-- choice is '' where the report's own columns placed the number.
CREATE TABLE placed_numbers (
  placement_id  TEXT NOT NULL,
  network_id    TEXT NOT NULL,
  promo_number  TEXT NOT NULL,
  billing_month DATE NOT NULL,
  number_type   TEXT NOT NULL,
  campaign_id   TEXT NOT NULL,
  ring_pool_id  TEXT NOT NULL,
  choice        TEXT NOT NULL,
  PRIMARY KEY (placement_id, network_id, promo_number)
);

-- Calls by day, from call logs: of a number where the log carries the dialled one, else of a campaign and RingPool
-- ('' where not said). Never usage: a number that was not called was on the account all the same.
CREATE TABLE call_days (
  network_id    TEXT NOT NULL,
  promo_number  TEXT NOT NULL,
  campaign_id   TEXT NOT NULL,
  ring_pool_id  TEXT NOT NULL,
  called_on     DATE NOT NULL,
  calls         INTEGER NOT NULL CHECK (calls >= 0),
  PRIMARY KEY (network_id, promo_number, campaign_id, ring_pool_id, called_on)
);

-- How files of one source are read: a JSON document with its version, found again by the headings of the file.
CREATE TABLE file_mappings (
  source        TEXT PRIMARY KEY CHECK (length(source) > 0),
  document      TEXT NOT NULL,
  headings      TEXT NOT NULL,
  saved_at      TIMESTAMP NOT NULL,
  saved_by      TEXT NOT NULL
);
