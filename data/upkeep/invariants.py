"""What must always hold in a store and no constraint can hold: one query each, which finds what breaks it.

Every query gives (subject, detail) rows; none means the invariant holds.
"""

from __future__ import annotations

from typing import Final

from data.upkeep.invariants_of_facts import INVARIANTS_OF_FACTS
from data.upkeep.invariants_of_numbers import INVARIANTS_OF_NUMBERS

INVARIANTS: Final[dict[str, str]] = {
    **INVARIANTS_OF_FACTS,
    **INVARIANTS_OF_NUMBERS,
    "every network has its network and dynamic limit": """
        SELECT n.network_id, 'has no ' || k.kind || ' limit'
        FROM networks AS n CROSS JOIN (VALUES ('network'), ('dynamic')) AS k (kind)
        WHERE NOT EXISTS (SELECT 1 FROM limits AS l WHERE l.network_id = n.network_id AND l.kind = k.kind)
    """,
    "every campaign has its limit, every campaign limit its campaign": """
        SELECT c.network_id, 'campaign ' || c.campaign_id || ' has no limit' FROM campaigns AS c
        WHERE NOT EXISTS (SELECT 1 FROM limits AS l WHERE l.network_id = c.network_id AND l.campaign_id = c.campaign_id)
        UNION ALL
        SELECT l.network_id, 'a limit of campaign ' || l.campaign_id || ', which does not exist' FROM limits AS l
        WHERE l.kind = 'campaign' AND NOT EXISTS (
          SELECT 1 FROM campaigns AS c WHERE c.network_id = l.network_id AND c.campaign_id = l.campaign_id)
    """,
    "a promise is of a limit on record": """
        SELECT p.network_id, 'promise ' || p.promise_id || ' is of no limit there is' FROM promises AS p
        WHERE NOT EXISTS (
          SELECT 1 FROM limits AS l
          WHERE l.network_id = p.network_id AND l.kind = p.kind AND l.campaign_id = p.campaign_id)
    """,
    "the history of a limit replays to its value and version": """
        SELECT l.network_id, l.kind || ' ' || l.campaign_id || ' is ' || l.limit_numbers || ' (version ' || l.version
               || '), its history ends elsewhere'
        FROM limits AS l LEFT JOIN limit_changes AS c
          ON c.network_id = l.network_id AND c.kind = l.kind AND c.campaign_id = l.campaign_id AND c.version = l.version
        WHERE c.change_id IS NULL OR c.new_limit <> l.limit_numbers
        UNION ALL
        SELECT c.network_id,
               c.kind || ' ' || c.campaign_id || ' version ' || c.version || ' does not follow the one before'
        FROM limit_changes AS c LEFT JOIN limit_changes AS p
          ON p.network_id = c.network_id AND p.kind = c.kind AND p.campaign_id = c.campaign_id
         AND p.version = c.version - 1
        WHERE c.version > 1 AND (p.change_id IS NULL OR p.new_limit <> c.old_limit)
        UNION ALL
        SELECT c.network_id, c.kind || ' ' || c.campaign_id || ' has changes beyond its version'
        FROM limit_changes AS c LEFT JOIN limits AS l
          ON c.network_id = l.network_id AND c.kind = l.kind AND c.campaign_id = l.campaign_id
        WHERE l.version IS NULL OR c.version > l.version
    """,
    "the summary has one row a key": """
        SELECT network_id, CAST(billing_month AS TEXT) || ' stands ' || count(*) || ' times in network_months'
        FROM network_months GROUP BY network_id, billing_month HAVING count(*) > 1
        UNION ALL
        SELECT network_id, CAST(billing_month AS TEXT) || ' ' || campaign_id || ' stands ' || count(*)
               || ' times in monthly_usage'
        FROM monthly_usage GROUP BY network_id, billing_month, campaign_id HAVING count(*) > 1
    """,
    "usage of a number is reported once a month": """
        SELECT network_id, promo_number || ' in ' || CAST(billing_month AS TEXT) || ' stands ' || count(*) || ' times'
        FROM usage GROUP BY network_id, promo_number, billing_month HAVING count(*) > 1
    """,
    "promo numbers are E.164 text": """
        SELECT network_id, promo_number || ' is no E.164 number' FROM numbers
        WHERE substr(promo_number, 1, 1) <> '+' OR length(promo_number) NOT BETWEEN 9 AND 16
           OR length(translate(substr(promo_number, 2, 15), '0123456789', '')) > 0
    """,
    "numbers belong to a campaign or a RingPool that exists": """
        SELECT n.network_id, n.promo_number || ' is on campaign ' || n.campaign_id || ', which does not exist'
        FROM numbers AS n WHERE n.campaign_id <> '' AND NOT EXISTS (
          SELECT 1 FROM campaigns AS c WHERE c.network_id = n.network_id AND c.campaign_id = n.campaign_id)
        UNION ALL
        SELECT n.network_id, n.promo_number || ' is in RingPool ' || n.ring_pool_id || ', which does not exist'
        FROM numbers AS n WHERE n.ring_pool_id <> '' AND NOT EXISTS (
          SELECT 1 FROM ring_pools AS p WHERE p.network_id = n.network_id AND p.ring_pool_id = n.ring_pool_id)
    """,
    "usage is of numbers that exist": """
        SELECT u.network_id, 'usage of ' || u.promo_number || ', which is not among the numbers'
        FROM (SELECT DISTINCT network_id, promo_number FROM usage) AS u
        WHERE NOT EXISTS (
          SELECT 1 FROM numbers AS n WHERE n.network_id = u.network_id AND n.promo_number = u.promo_number)
    """,
    "totals and requests are of campaigns that exist": """
        SELECT t.network_id, 'totals of campaign ' || t.campaign_id || ', which does not exist'
        FROM usage_totals AS t WHERE t.campaign_id <> '' AND NOT EXISTS (
          SELECT 1 FROM campaigns AS c WHERE c.network_id = t.network_id AND c.campaign_id = t.campaign_id)
        UNION ALL
        SELECT r.network_id,
               'request ' || r.request_id || ' is for campaign ' || r.campaign_id || ', which does not exist'
        FROM requests AS r WHERE r.campaign_id <> '' AND NOT EXISTS (
          SELECT 1 FROM campaigns AS c WHERE c.network_id = r.network_id AND c.campaign_id = r.campaign_id)
    """,
    "customers belong to a network that exists": """
        SELECT u.network_id, u.email || ' is ' || u.role || ' of an unknown network' FROM users AS u
        WHERE u.network_id <> '' AND NOT EXISTS (SELECT 1 FROM networks AS n WHERE n.network_id = u.network_id)
    """,
    "nobody decided a request they filed; what was granted was applied": """
        SELECT network_id, 'request ' || request_id || ' was decided by ' || decided_by || ', who filed it'
        FROM requests WHERE decided_by = filed_by AND status IN ('approved', 'part')
        UNION ALL
        SELECT r.network_id,
               'request ' || r.request_id || ' was granted ' || r.granted_limit || ', and no change says so'
        FROM requests AS r WHERE r.status IN ('approved', 'part') AND NOT EXISTS (
          SELECT 1 FROM limit_changes AS c WHERE c.request_id = r.request_id AND c.new_limit = r.granted_limit)
          AND NOT EXISTS (
          SELECT 1 FROM scheduled_changes AS s WHERE s.request_id = r.request_id AND s.new_limit = r.granted_limit)
          AND NOT EXISTS (
          SELECT 1 FROM promises AS p WHERE p.promise_id = 'request-' || r.request_id
            AND p.limit_before >= r.granted_limit)
    """,
    "a limit has one open request at most": """
        SELECT network_id, kind || ' ' || campaign_id || ' has ' || count(*) || ' open requests' FROM requests
        WHERE status IN ('filed', 'in review') GROUP BY network_id, kind, campaign_id HAVING count(*) > 1
    """,
    "a planned change was made exactly when it says so": """
        SELECT s.network_id, 'planned change ' || s.scheduled_id || ' is ' || s.status
               || CASE WHEN c.change_id IS NULL THEN ', and no change says so' ELSE ', and yet was made' END
        FROM scheduled_changes AS s LEFT JOIN limit_changes AS c ON c.change_id = s.scheduled_id
        WHERE (s.status = 'applied') <> (c.change_id IS NOT NULL)
    """,
    "an id belongs to one change, planned or made": """
        SELECT c.network_id, c.change_id || ' is a change of the ' || c.kind || ' limit to ' || c.new_limit
               || ', and a planned change (' || s.status || ') of the ' || s.kind || ' limit to ' || s.new_limit
        FROM limit_changes AS c JOIN scheduled_changes AS s ON s.scheduled_id = c.change_id
        WHERE s.status <> 'applied' OR s.network_id <> c.network_id OR s.kind <> c.kind
           OR s.campaign_id <> c.campaign_id OR s.new_limit <> c.new_limit
    """,
    "a change taken back, and a step-down, follow the change they name": """
        SELECT u.network_id, u.change_id || ' does not take back ' || a.change_id
        FROM limit_changes AS u JOIN limit_changes AS a ON u.change_id = 'undo-' || a.change_id
        WHERE u.network_id <> a.network_id OR u.kind <> a.kind OR u.campaign_id <> a.campaign_id
           OR u.version <> a.version + 1 OR u.new_limit <> a.old_limit
        UNION ALL
        SELECT s.network_id, s.scheduled_id || ' does not end ' || a.change_id
        FROM scheduled_changes AS s JOIN limit_changes AS a ON s.scheduled_id = a.change_id || '-step-down'
        WHERE NOT s.step_down OR s.network_id <> a.network_id OR s.kind <> a.kind OR s.campaign_id <> a.campaign_id
           OR a.effective_until IS NULL OR s.on_date <> a.effective_until + 1
    """,
    "somebody may manage users where there are any": """
        SELECT 'users', 'all admins are disabled: enable one (data users enable)' FROM store_state
        WHERE EXISTS (SELECT 1 FROM users WHERE role = 'admin')
          AND NOT EXISTS (SELECT 1 FROM users AS u LEFT JOIN people AS p ON p.email = u.email
                          WHERE u.role = 'admin' AND p.disabled_at IS NULL)
    """,
    "addresses are in small letters": """
        SELECT 'users', email || ' has capital letters, so nobody can sign in with it' FROM users
        WHERE email <> lower(email)
        UNION ALL
        SELECT network_id, csm_email || ', its CSM, has capital letters, so nobody can sign in with it' FROM networks
        WHERE csm_email <> lower(csm_email)
    """,
    "planned changes are of limits that exist": """
        SELECT s.network_id, 'planned change ' || s.scheduled_id || ' is of a limit that does not exist'
        FROM scheduled_changes AS s WHERE NOT EXISTS (
          SELECT 1 FROM limits AS l
          WHERE l.network_id = s.network_id AND l.kind = s.kind AND l.campaign_id = s.campaign_id)
    """,
    "a plan is a scenario of its own network that was not removed": """
        SELECT p.network_id, 'its plan is ' || p.scenario_id || ', which is no scenario of it'
        FROM plans AS p WHERE p.scenario_id <> '' AND NOT EXISTS (
          SELECT 1 FROM scenarios AS s
          WHERE s.scenario_id = p.scenario_id AND s.network_id = p.network_id AND s.removed_at IS NULL)
    """,
    "own figures are of limits that exist and of first days of months": """
        SELECT f.network_id,
               f.kind || ' ' || f.campaign_id || ' in ' || CAST(f.billing_month AS TEXT) || ' is no month of a limit'
        FROM own_figures AS f WHERE f.billing_month <> CAST(date_trunc('month', f.billing_month) AS DATE)
          OR NOT EXISTS (
          SELECT 1 FROM limits AS l
          WHERE l.network_id = f.network_id AND l.kind = f.kind AND l.campaign_id = f.campaign_id)
    """,
    "allotment periods do not overlap": """
        SELECT a.network_id,
               'periods from ' || CAST(a.starts_on AS TEXT) || ' and ' || CAST(b.starts_on AS TEXT) || ' overlap'
        FROM allotments AS a JOIN allotments AS b
          ON b.network_id = a.network_id AND b.starts_on > a.starts_on AND b.starts_on <= a.ends_on
    """,
    "partnerships do not overlap": """
        SELECT a.network_id,
               'those from ' || CAST(a.starts_on AS TEXT) || ' and ' || CAST(b.starts_on AS TEXT) || ' overlap'
        FROM partnerships AS a JOIN partnerships AS b
          ON b.network_id = a.network_id AND b.starts_on > a.starts_on AND b.starts_on <= a.ends_on
    """,
    "billing months are first days of months, none after the running one": """
        SELECT m.network_id, CAST(m.billing_month AS TEXT) || ' is no billing month as of ' || CAST(a.as_of AS TEXT)
        FROM network_months AS m JOIN usage_as_of AS a ON a.network_id = m.network_id
        WHERE m.billing_month > a.as_of + INTERVAL '1' DAY
           OR m.billing_month <> CAST(date_trunc('month', m.billing_month) AS DATE)
    """,
    "within a month usage only rises": """
        SELECT b.network_id, 'usage of ' || CAST(b.billing_month AS TEXT) || ' fell by ' || CAST(b.as_of AS TEXT)
        FROM month_course AS a JOIN month_course AS b
          ON b.network_id = a.network_id AND b.billing_month = a.billing_month AND b.as_of > a.as_of
         AND b.static_used + b.dynamic_used < a.static_used + a.dynamic_used
    """,
    "what is sent was addressed, and to its end only once": """
        SELECT n.network_id, 'notice ' || d.notice_id || ' goes to ' || d.address || ', and nobody addressed it'
        FROM deliveries AS d JOIN notices AS n ON n.notice_id = d.notice_id
        WHERE NOT EXISTS (SELECT 1 FROM routed_notices AS r WHERE r.notice_id = d.notice_id)
        UNION ALL
        SELECT n.network_id, 'notice ' || d.notice_id || ' to ' || d.address || ' is ' || d.status
               || CASE WHEN d.settled_at IS NULL THEN ' without a time' ELSE ' and has a time of its end' END
        FROM deliveries AS d JOIN notices AS n ON n.notice_id = d.notice_id
        WHERE (d.status IN ('sent', 'given up')) <> (d.settled_at IS NOT NULL)
    """,
    "raised alerts are of limits that exist": """
        SELECT a.network_id, 'alert ' || a.alert || ' is of a ' || a.kind || ' limit that does not exist'
        FROM alert_states AS a WHERE a.raised AND NOT EXISTS (
          SELECT 1 FROM limits AS l
          WHERE l.network_id = a.network_id AND l.kind = a.kind AND l.campaign_id = a.campaign_id)
    """,
    "a pack holds the figures of its own network": """
        SELECT p.network_id, 'pack ' || p.pack_id || ' holds figures of another network or date'
        FROM packs AS p
        WHERE strpos(p.figures,
                     '"network_id": "' || replace(replace(p.network_id, '\\', '\\\\'), '"', '\\"') || '"') = 0
           OR strpos(p.figures, '"as_of": "' || CAST(p.as_of AS TEXT) || '"') = 0
    """,
    "a list opens with one saved filter at most": """
        SELECT email, 'the page ' || page || ' opens with ' || count(*) || ' saved filters' FROM saved_filters
        WHERE is_start GROUP BY email, page HAVING count(*) > 1
    """,
}
