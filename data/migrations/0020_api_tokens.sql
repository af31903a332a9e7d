-- Tokens that programs come in with: only a digest of the secret is kept. What was done with one is on record beside the
-- audit of the thing itself; answers are kept a week so that a program may ask again. Portable SQL.

CREATE SEQUENCE token_act_seq;

CREATE TABLE api_tokens (
  token_id       TEXT PRIMARY KEY,
  email          TEXT NOT NULL,
  purpose        TEXT NOT NULL CHECK (length(purpose) > 0),
  scopes         TEXT NOT NULL CHECK (length(scopes) > 0),
  secret_sha256  TEXT NOT NULL UNIQUE,
  made_at        TIMESTAMP NOT NULL,
  made_by        TEXT NOT NULL,
  expires_at     TIMESTAMP NOT NULL,
  revoked_at     TIMESTAMP,
  revoked_by     TEXT
);

CREATE TABLE token_acts (
  act_id         BIGINT PRIMARY KEY DEFAULT nextval('token_act_seq'),
  token_id       TEXT NOT NULL,
  email          TEXT NOT NULL,
  acted_at       TIMESTAMP NOT NULL,
  what           TEXT NOT NULL,
  reference      TEXT NOT NULL
);

CREATE TABLE kept_answers (
  token_id       TEXT NOT NULL,
  answer_key     TEXT NOT NULL,
  body_sha256    TEXT NOT NULL,
  status         INTEGER NOT NULL,
  headers        TEXT NOT NULL,
  answer         TEXT NOT NULL,
  answered_at    TIMESTAMP NOT NULL,
  PRIMARY KEY (token_id, answer_key)
);
