"""People from files: roles with their audit, a list that may be the whole list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from data.imports.loading.keyed_rows import Loaded, load_keyed
from data.store import Cursor


@dataclass(frozen=True)
class Said:
    """Whose import this is, and whether its users are all there are."""

    by: str
    at: dt.datetime
    whole_list: bool


def load_deputies(cursor: Cursor, columns_of: Mapping[int, Collection[str]], loaded: Loaded) -> None:
    """The deputies of each network in a file that has the column; an empty value means that it has none."""
    having = [str(file) for file, columns in columns_of.items() if "deputy_email" in columns]
    if not having:
        return
    cursor.execute(
        f"""
        CREATE TEMP TABLE given_deputies AS
        SELECT DISTINCT d.network_id, trim(d.email) AS email FROM (
          SELECT network_id, unnest(string_split(coalesce(deputy_email, ''), ',')) AS email
          FROM incoming_networks WHERE file_index IN ({", ".join(having)})) AS d
        """
    )
    files = (
        f"SELECT network_id, file_index, row_number FROM incoming_networks WHERE file_index IN ({', '.join(having)})"
    )
    loaded.rows.update(
        cursor.rows(
            f"""
            SELECT f.file_index, f.row_number FROM ({files}) AS f WHERE EXISTS (
              (SELECT email FROM given_deputies AS g WHERE g.network_id = f.network_id AND g.email <> ''
               EXCEPT SELECT email FROM deputies AS d WHERE d.network_id = f.network_id)
              UNION ALL
              (SELECT email FROM deputies AS d WHERE d.network_id = f.network_id
               EXCEPT SELECT email FROM given_deputies AS g WHERE g.network_id = f.network_id))
            """
        )
    )
    cursor.execute(
        "DELETE FROM deputies AS d WHERE EXISTS (SELECT 1 FROM given_deputies AS g WHERE g.network_id = d.network_id) "
        "AND NOT EXISTS (SELECT 1 FROM given_deputies AS g WHERE g.network_id = d.network_id AND g.email = d.email)"
    )
    cursor.execute(
        "INSERT INTO deputies (network_id, email) SELECT network_id, email FROM given_deputies WHERE email <> '' "
        "ON CONFLICT (network_id, email) DO NOTHING"
    )
    cursor.execute("DROP TABLE given_deputies")


def load_users(cursor: Cursor, columns_of: Mapping[int, Collection[str]], loaded: Loaded, said: Said) -> None:
    """Roles, names and phones; with the whole list, who is not in it is disabled and roles not in it are taken away."""
    why = "the whole list was imported" if said.whole_list else "imported"
    _record(
        cursor,
        said,
        why,
        """
        SELECT r.email, 'role given' AS event, r.role, r.network_id FROM incoming_users AS r
        WHERE NOT EXISTS (SELECT 1 FROM users AS s
          WHERE s.email = r.email AND s.role = r.role AND s.network_id = r.network_id)
        """,
    )
    load_keyed(cursor, "users", columns_of, loaded, now=said.at, imported_by=said.by)
    _describe(cursor, columns_of, loaded)
    if said.whole_list:
        _let_in_again(cursor, said, loaded)
        _keep_to_the_list(cursor, said, loaded)
    _tell_of_disabled(cursor, loaded)


def _describe(cursor: Cursor, columns_of: Mapping[int, Collection[str]], loaded: Loaded) -> None:
    """Names and phones, of files that have them; an empty value keeps what is known."""
    if not any({"name", "phone"} & set(columns) for columns in columns_of.values()):
        return
    cursor.execute(
        """
        CREATE TEMP TABLE described AS
        SELECT r.email, min(r.file_index) AS file_index, min(r.row_number) AS row_number,
               coalesce(max(r.name), max(p.name)) AS name, coalesce(max(r.phone), max(p.phone)) AS phone,
               coalesce(bool_or(p.disabled_by_list), FALSE) AS disabled_by_list,
               max(p.disabled_at) AS disabled_at, max(p.name) AS name_before, max(p.phone) AS phone_before
        FROM incoming_users AS r LEFT JOIN people AS p ON p.email = r.email GROUP BY r.email
        """
    )
    differing = "name IS DISTINCT FROM name_before OR phone IS DISTINCT FROM phone_before"
    loaded.rows.update(cursor.rows(f"SELECT file_index, row_number FROM described WHERE {differing}"))
    cursor.execute(
        "INSERT INTO people (email, name, phone, disabled_at, disabled_by_list) "
        f"SELECT email, name, phone, disabled_at, disabled_by_list FROM described WHERE {differing} "
        "ON CONFLICT (email) DO UPDATE SET name = excluded.name, phone = excluded.phone"
    )
    cursor.execute("DROP TABLE described")


def _let_in_again(cursor: Cursor, said: Said, loaded: Loaded) -> None:
    """Whom an earlier whole list left out and this one names; who was disabled by a person stays so."""
    back = "p.disabled_by_list AND p.disabled_at IS NOT NULL AND p.email IN (SELECT email FROM incoming_users)"
    _record(
        cursor,
        said,
        "the whole list was imported",
        f"SELECT p.email, 'enabled' AS event, '' AS role, '' AS network_id FROM people AS p WHERE {back}",
    )
    count = cursor.changed(f"UPDATE people AS p SET disabled_at = NULL, disabled_by_list = FALSE WHERE {back}")
    _say(loaded, count, "is in the list again and was let in", "are in the list again and were let in")


def _keep_to_the_list(cursor: Cursor, said: Said, loaded: Loaded) -> None:
    """Never without an admin: where the list names none who may come in, the admins there are stay as they are."""
    listed = cursor.value(
        "SELECT count(*) FROM incoming_users AS r LEFT JOIN people AS p ON p.email = r.email "
        "WHERE r.role = 'admin' AND p.disabled_at IS NULL"
    )
    kept = "" if listed else " AND s.role <> 'admin'"
    kept_people = (
        "" if listed else " AND NOT EXISTS (SELECT 1 FROM users AS a WHERE a.email = s.email AND a.role = 'admin')"
    )
    if not listed:
        loaded.warnings.append(
            "The list names no admin who may come in, so the admins there are stay: somebody must manage users."
        )
    gone = f"s.email NOT IN (SELECT email FROM incoming_users){kept_people}"
    _record(
        cursor,
        said,
        "not in the whole list",
        f"""
        SELECT DISTINCT s.email, 'disabled' AS event, '' AS role, '' AS network_id
        FROM users AS s LEFT JOIN people AS p ON p.email = s.email WHERE p.disabled_at IS NULL AND {gone}
        """,
    )
    count = cursor.value(
        f"SELECT count(DISTINCT s.email) FROM users AS s LEFT JOIN people AS p ON p.email = s.email "
        f"WHERE p.disabled_at IS NULL AND {gone}"
    )
    cursor.execute(
        f"""
        INSERT INTO people (email, disabled_at, disabled_by_list)
        SELECT DISTINCT s.email, CAST('{said.at.isoformat(sep=" ")}' AS TIMESTAMP), TRUE
        FROM users AS s LEFT JOIN people AS p ON p.email = s.email WHERE p.disabled_at IS NULL AND {gone}
        ON CONFLICT (email) DO UPDATE SET disabled_at = excluded.disabled_at, disabled_by_list = TRUE
        """
    )
    _say(loaded, int(count), "is not in the list and was disabled", "are not in the list and were disabled")
    surplus = (
        "s.email IN (SELECT email FROM incoming_users) AND NOT EXISTS (SELECT 1 FROM incoming_users AS r "
        f"WHERE r.email = s.email AND r.role = s.role AND r.network_id = s.network_id){kept}"
    )
    _record(
        cursor,
        said,
        "not in the whole list",
        f"SELECT s.email, 'role taken' AS event, s.role, s.network_id FROM users AS s WHERE {surplus}",
    )
    count = cursor.changed(f"DELETE FROM users AS s WHERE {surplus}")
    if count:
        loaded.warnings.append(f"{count:,} {'role' if count == 1 else 'roles'} not in the list: taken away.")


def _tell_of_disabled(cursor: Cursor, loaded: Loaded) -> None:
    count = cursor.value(
        "SELECT count(DISTINCT r.email) FROM incoming_users AS r JOIN people AS p ON p.email = r.email "
        "WHERE p.disabled_at IS NOT NULL"
    )
    _say(
        loaded,
        int(count),
        "is disabled and stays so: an admin can let them in again on the page Users",
        "are disabled and stay so: an admin can let them in again on the page Users",
    )


def _say(loaded: Loaded, count: int, one: str, many: str) -> None:
    if count:
        loaded.warnings.append(f"{count:,} {'user' if count == 1 else 'users'} {one if count == 1 else many}.")


def _record(cursor: Cursor, said: Said, reason: str, events: str) -> None:
    """The audit of what ``events`` finds: (email, event, role, network_id)."""
    cursor.execute(
        "INSERT INTO user_changes (happened_at, by_email, email, event, role, network_id, words, reason) "
        f"SELECT CAST('{said.at.isoformat(sep=' ')}' AS TIMESTAMP), $1, e.email, e.event, e.role, e.network_id, '', $2 "
        f"FROM ({events} ORDER BY 1, 3, 4) AS e",
        said.by,
        reason,
    )
