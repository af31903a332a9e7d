"""How the traffic calculator states its figures."""

from __future__ import annotations

from typing import Final

TRAFFIC: Final = (
    r"^{recommended/most_sessions/load/decided/tried_away/tried_over} *$",
    r"^{most_overflow:r}$",
    (
        r"{need_without} numbers hold today's forecast demand: {need_sessions} are enough in (?:every month from "
        r"{need_first:m} to )?{need_last:m}, with {confidence:%} confidence"
    ),
    (
        r"{need_without} numbers hold today's forecast demand, {need_for} more are for {need_added} "
        r"sessions a month on top "
        r"of today's {need_today}: {need_sessions} are enough in (?:every month from "
        r"{need_first:m} to )?{need_last:m}, with {confidence:%} confidence"
    ),
    r"A limit of {to} is {short} short of that",
    (
        r"^- {most_numbers/used_numbers} numbers? \(.*\) carr(?:y|ies) up to {most_sessions/used_sessions} sessions a "
        r"month at {target:r} overflow in the busiest hour, with a hold time of {hold_minutes} min"
    ),
    r"^- {most_numbers} numbers \([\w ']+\): no dynamic number can be shown to anybody",
    r"^5\. Own correction: none",
    r"By the formula alone {formula}, at a hold time of {hold_minutes} min",
    (
        r"with all {most_numbers} numbers that the .* leaves? in use; {used_overflow:r} with the "
        r"{used_numbers} used this month"
    ),
    r"{busy} sessions in the busiest hour, each holding a number for {hold_minutes} min",
    r"^Sessions a month, in all: {traffic_sessions}$",
    r"^More sessions a month: {more_of_today}$",
    r"On top of today's {sessions_today}: give either",
    r"^Visit length, seconds: {visit}$",
    r"^Guaranteed hold, seconds: {lifetime}$",
    r"^Busy-hour share, %: {busy_share}$",
    r"^Peakedness: {peakedness}$",
    r"^RingPools: {pools}$",
    r"1\. Hold time h: the visit of {visit} s, but at least the guaranteed hold of {lifetime} s: {hold_seconds} s",
    r"2\. Busiest hour: {traffic_sessions} sessions a month × {busy_share} % = {busy} sessions",
    (
        r"3\. Offered load A = sessions a second × h = {busy} / 3,600 × {hold_seconds} = {load} erlangs, "
        r"over {pools} RingPools?"
    ),
    (
        r"4\. Overflow rate by Erlang's loss formula.*k = 0 \.\. N.*at most the target of {target:r}, z "
        r"= {peakedness} being "
        r".*: {formula} numbers"
    ),
    (
        r"5\. Own correction: in {ratio_months} months with traffic and usage this network used {ratio} "
        r"numbers for each "
        r"computed one(?: \({ratio_left_out} months at a limit left out\))?, so {formula} × {ratio} = "
        r"{corrected} numbers"
    ),
    r"^{recommended} dynamic numbers? (?:is|are) needed, {more_dynamic} more than the dynamic limit of {dynamic_limit}",
    r"^{recommended} dynamic numbers? (?:is|are) needed, and the dynamic limit of {dynamic_limit} has room for",
    r"^{recommended} dynamic numbers? (?:is|are) needed\.",
    r"Ask for {more_dynamic} more dynamic numbers?",
    r"Dynamic numbers for .*: {recommended} numbers needed",
    r"Estimated traffic: {traffic_sessions} sessions a month from {need_first:m}",
    r"Busy hour: {busy} sessions, {busy_share} % of the month, {load} erlangs",
    r"Hold time: {hold_minutes} min \(visit 3 min, guaranteed hold {hold_minutes} min\)",
    r"Overflow target: {target:r}; peakedness {peakedness}; {pools} RingPools?",
    r"By Erlang's loss formula {formula}, times {ratio} by this network's own {ratio_months} months",
    (
        r"Today: {most_numbers/used_numbers} \(.*\), overflow {most_overflow/used_overflow:r}, enough for "
        r"{most_sessions/used_sessions} sessions a month"
    ),
)
