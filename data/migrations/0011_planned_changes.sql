-- A planned change knows the limit it was planned on, so that several of one limit can wait for their days.
-- Portable SQL: one text for DuckDB and PostgreSQL.

ALTER TABLE scheduled_changes ADD COLUMN builds_on INTEGER;

UPDATE scheduled_changes SET builds_on = (
  SELECT c.new_limit FROM limit_changes AS c
  WHERE c.network_id = scheduled_changes.network_id AND c.kind = scheduled_changes.kind
    AND c.campaign_id = scheduled_changes.campaign_id AND c.version = scheduled_changes.expected_version);
