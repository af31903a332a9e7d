"""How the pages say how forecasts did, and what came of decisions."""

from __future__ import annotations

from typing import Final

TRUST: Final = (
    r"^{error:%} of usage$",
    r"(?:which is|is) off by {error_naive:%}",
    r"{error_gone:%} of that error is gone",
    r"^80 % band$",
    r"^95 % band$",
    r"^held {held_narrow/held_wide:%}$",
    r"^{points_off} points? off$",
    r"Risks as they were said beside how often they came true, over {risks_judged} forecasts?",
    (
        r"{windows} forecasts? of a year each, {judged} months judged, {judged_first:m} to {judged_last:m}, from "
        r"{judged_networks} networks?"
    ),
    r"one every {every} months",
    r"Fewer than {fewest} forecasts can be judged",
    r"The risk that some month of the next {horizon} exceeds the most so far",
    r"It takes {fewest_networks} networks that have closed the month",
)
DATA: Final = (
    r"^{users} users? may sign in, {users_disabled} users? disabled",
    r"^{complete} networks? of {all_networks} complete; old is usage of more than {stale_days} days? ago",
    r"The newest 100 at most",
    r"^Usage of {old_networks} of {all_networks} networks is old",
    r"^{lacking} of {all_networks} networks lacks? data",
    r"^All {all_networks} networks are complete",
)
DECISIONS: Final = (
    r"^{granted} granted as asked, {granted_part} in part, {declined} declined",
    r"^{median_days} days$",
    r"^{at/raises_used/ran_over/followed} of {waiting/raises_known/overage_known/suggestions_known}$",
    r"Of the raises granted {judged_after} days ago or longer",
    r"as far as {judged_after} days can tell",
    r"Of the {decided} decisions?, {without_evidence} (?:was|were) made before",
)
