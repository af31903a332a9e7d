-- Which notices were addressed already, so that each is addressed once, whoever may be reached by then.

CREATE TABLE routed_notices (
  notice_id     TEXT PRIMARY KEY REFERENCES notices (notice_id),
  routed_at     TIMESTAMP NOT NULL
);
