"""Backups: make one while everybody works, and see those there are."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from limits.administration import back_up_as, backups_as
from views.text import words
from views.visit import session

MAKE = "backup.make"


def show() -> None:
    """For admins, on a store that is a file; a PostgreSQL server backs itself up."""
    st.subheader("Backup")
    store, person = session.store(), session.person()
    if not store.is_file:
        st.caption("This store is on a PostgreSQL server, which is backed up with `pg_dump`.")
        return
    st.caption(
        "A copy of the whole store, verified before it counts, while everybody goes on working. "
        "`HEADROOM_BACKUP_HOURS` makes one by itself every so many hours; docs/deployment.md tells how to restore one."
    )
    if st.button("Back up now", key=MAKE):
        with session.boundary(), st.spinner("Copying and verifying …"):
            made = back_up_as(store, person)
            st.success(f"Backed up to {made.path.name}.")
            if made.violations:
                st.warning(
                    f"The store breaks {len(made.violations):,} of its invariants, and so does the backup. "
                    "`python -m data check` lists them."
                )
    kept = backups_as(store, person)
    if not kept:
        st.caption("There is no backup yet.")
        return
    st.dataframe(
        pd.DataFrame(
            {
                "Backup": [backup.path.name for backup in kept],
                "Made": [f"{words.day(backup.made_at.date())}, {backup.made_at:%H:%M} UTC" for backup in kept],
                "Size": [f"{backup.byte_count / 1e6:,.1f} MB" for backup in kept],
            }
        ),
        hide_index=True,
    )
