-- Webhooks: where other systems are told, what they are to be told, and what came of it. Of a secret only what it is made
-- from is kept, without the key. An endpoint with an empty network is the vendor's. Portable SQL.

CREATE SEQUENCE webhook_event_seq;

CREATE TABLE webhook_endpoints (
  endpoint_id     TEXT PRIMARY KEY,
  network_id      TEXT NOT NULL,
  url             TEXT NOT NULL CHECK (length(url) > 0),
  purpose         TEXT NOT NULL CHECK (length(purpose) > 0),
  event_types     TEXT NOT NULL,
  made_at         TIMESTAMP NOT NULL,
  made_by         TEXT NOT NULL,
  failing_since   TIMESTAMP,
  disabled_at     TIMESTAMP,
  disabled_words  TEXT,
  removed_at      TIMESTAMP,
  removed_by      TEXT
);

CREATE TABLE webhook_secrets (
  endpoint_id     TEXT NOT NULL,
  salt            TEXT NOT NULL,
  secret_sha256   TEXT NOT NULL,
  made_at         TIMESTAMP NOT NULL,
  made_by         TEXT NOT NULL,
  ends_at         TIMESTAMP,
  PRIMARY KEY (endpoint_id, salt)
);

-- What happened and is not addressed yet; a row goes once it is.
CREATE TABLE webhook_events (
  event_seq       BIGINT PRIMARY KEY DEFAULT nextval('webhook_event_seq'),
  event_id        TEXT NOT NULL UNIQUE,
  event_type      TEXT NOT NULL,
  network_id      TEXT NOT NULL,
  happened_at     TIMESTAMP NOT NULL,
  content         TEXT NOT NULL
);

-- How far what imports bring was told: a name, and the last of it.
CREATE TABLE webhook_marks (
  name            TEXT PRIMARY KEY,
  told            TEXT NOT NULL
);

CREATE TABLE webhook_deliveries (
  event_id        TEXT NOT NULL,
  endpoint_id     TEXT NOT NULL,
  event_type      TEXT NOT NULL,
  network_id      TEXT NOT NULL,
  happened_at     TIMESTAMP NOT NULL,
  place           INTEGER NOT NULL,
  body            TEXT NOT NULL,
  status          TEXT NOT NULL CHECK (status IN ('waiting', 'sending', 'sent', 'given up')),
  attempts        INTEGER NOT NULL CHECK (attempts >= 0),
  next_try_at     TIMESTAMP NOT NULL,
  settled_at      TIMESTAMP,
  last_answer     TEXT,
  PRIMARY KEY (event_id, endpoint_id)
);

CREATE TABLE webhook_tries (
  event_id        TEXT NOT NULL,
  endpoint_id     TEXT NOT NULL,
  tried_at        TIMESTAMP NOT NULL,
  answer          TEXT NOT NULL,
  took_ms         INTEGER NOT NULL
);
