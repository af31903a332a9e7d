"""The one answer for a limit or a request, and what it rests on."""

from __future__ import annotations

from limits.answers.ahead import Ahead, ahead_of
from limits.answers.answer import AnswerContext, as_raised, cannot_be_assessed, decided, typed
from limits.answers.as_data import answer_data
from limits.answers.ask import Ask
from limits.answers.model import UNKNOWN, Answer, Step, Verdict, Way
from limits.answers.network import (
    NetworkAnswers,
    added_sessions,
    allotments_left,
    asked_by,
    granted_ahead,
    network_answers,
    next_answer,
    sessions_numbers,
)
from limits.answers.raising import RaisedLimits, pair_steps, raised_limits, steps_of
from limits.answers.reasons import of_the_contract, reason_sentence, reason_sentences
from limits.answers.sessions import Supposed, numbers_for_sessions, sessions_today
from limits.answers.weighing import needed_months, unlimited_demand
from limits.answers.words import amount_words, money
from limits.kinds import DYNAMIC, NETWORK

__all__ = [
    "DYNAMIC",
    "NETWORK",
    "UNKNOWN",
    "Ahead",
    "Answer",
    "AnswerContext",
    "Ask",
    "NetworkAnswers",
    "RaisedLimits",
    "Step",
    "Supposed",
    "Verdict",
    "Way",
    "added_sessions",
    "ahead_of",
    "allotments_left",
    "amount_words",
    "answer_data",
    "as_raised",
    "asked_by",
    "cannot_be_assessed",
    "decided",
    "granted_ahead",
    "money",
    "needed_months",
    "network_answers",
    "next_answer",
    "numbers_for_sessions",
    "of_the_contract",
    "pair_steps",
    "raised_limits",
    "reason_sentence",
    "reason_sentences",
    "sessions_numbers",
    "sessions_today",
    "steps_of",
    "typed",
    "unlimited_demand",
]
