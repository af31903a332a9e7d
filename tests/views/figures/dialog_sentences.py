"""How the windows say what a decision comes to, and what customers read of it."""

from __future__ import annotations

from typing import Final

_LIMIT: Final = r"(?:network limit|dynamic limit|limit of campaign [^,:]+?)"
WINDOWS: Final = (
    (
        rf"The {_LIMIT} goes from {{window_from}} to {{window_to}} \({{window_by}}\) (?:on {{window_day:d}}|at once)"
        r"(?:, then to {window_later} from {window_later_at:d})?"
    ),
    rf"The {_LIMIT} stays at {{window_to}}\.",
    r"If used (?:as asked|from now on), the overage risk is {window_risk/raised_risk:%}",
    (
        r"If used (?:as asked|from now on), the contract runs {window_over/raised_over} number-months? over"
        r"(?: \({window_cost/raised_cost:$}\))?; the overage risk is {window_risk/raised_risk:%}"
    ),
    (
        rf"from (?:{{window_day:d}}|now on) you can use {{window_numbers}} more(?: dynamic)? numbers?: the {_LIMIT} is "
        r"{window_to} then(?:, and {window_later} from {window_later_at:d})?"
    ),
    (
        r"from (?:{window_day:d}|now on) you can use {window_numbers} of the {asked} more(?: dynamic)? numbers you "
        rf"asked for: the {_LIMIT} is {{window_to}} then"
        r"(?:, and {window_later} from {window_later_at:d})?"
    ),
    r"The limit is {window_from}, then {steps} from {steps_at:d}, {steps} from {steps_at:d}",
    r"there is room for your {asked} numbers? within today's limit",
    r"All {asked} fit (?:today’s|a) limit of {window_whole}: there is no part between",
    r"A part lies between {window_least} and {window_most}; {window_whole} grants all of it",
    r"^Limit to grant, numbers a month: {window_to}$",
    r"asked for {asked} more; the limit stays at {window_from}",
    r"The network limit goes to {window_pair} with it",
    r"Grant a limit of {window_to}, beyond what is safe",
)
