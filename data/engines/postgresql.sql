-- What PostgreSQL needs beside the tables that both engines share: DuckDB finds its way in a table without a key by
-- the order of its rows. Run at every start; creates what is missing.

CREATE INDEX IF NOT EXISTS numbers_of_network ON numbers (network_id, promo_number);
CREATE INDEX IF NOT EXISTS numbers_by_number ON numbers (promo_number);
CREATE INDEX IF NOT EXISTS usage_of_network ON usage (network_id, billing_month);
CREATE INDEX IF NOT EXISTS monthly_usage_of_network ON monthly_usage (network_id, billing_month);
CREATE INDEX IF NOT EXISTS network_months_of_network ON network_months (network_id, billing_month);
CREATE INDEX IF NOT EXISTS requests_of_network ON requests (network_id, status);
CREATE INDEX IF NOT EXISTS scheduled_changes_waiting ON scheduled_changes (on_date) WHERE status = 'waiting';
CREATE INDEX IF NOT EXISTS notices_of_network ON notices (network_id, told_at);
CREATE INDEX IF NOT EXISTS deliveries_due ON deliveries (next_try_at) WHERE status IN ('waiting', 'sending');
CREATE INDEX IF NOT EXISTS limit_changes_of_request ON limit_changes (request_id);
