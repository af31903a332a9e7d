"""Requests from filing to decision: checks, thread, what is granted, the evidence, the fast lane, what came of it."""

from __future__ import annotations

from limits.decision import Outcome, Reopened
from limits.requests.decide import DecideRequest, decide_request, frozen_evidence
from limits.requests.decision_journal import JournalEntry, journal
from limits.requests.due import answer_due
from limits.requests.evidence import answer_then
from limits.requests.expiry import expire_requests
from limits.requests.fast_lane_policy import FastLane, Policy, policy, set_policy
from limits.requests.journal_summary import Summary, summaries
from limits.requests.queue import NOBODY_DECIDES, Waiting, notify_of_stuck_requests, stuck_requests, waiting_requests
from limits.requests.recent import decided_lately
from limits.requests.reopening import can_be_reopened, reopen_request
from limits.requests.requests import FileRequest, RequestOutlook, file_request, request_outlook
from limits.requests.thread import (
    comment_on_request,
    request_thread,
    take_up_request,
    withdraw_request,
)
from limits.requests.together import MOST_TOGETHER, Decided, Figure, Proposal, decide_together, propose, recommended

__all__ = [
    "MOST_TOGETHER",
    "NOBODY_DECIDES",
    "DecideRequest",
    "Decided",
    "FastLane",
    "Figure",
    "FileRequest",
    "JournalEntry",
    "Outcome",
    "Policy",
    "Proposal",
    "Reopened",
    "RequestOutlook",
    "Summary",
    "Waiting",
    "answer_due",
    "answer_then",
    "can_be_reopened",
    "comment_on_request",
    "decide_request",
    "decide_together",
    "decided_lately",
    "expire_requests",
    "file_request",
    "frozen_evidence",
    "journal",
    "notify_of_stuck_requests",
    "policy",
    "propose",
    "recommended",
    "reopen_request",
    "request_outlook",
    "request_thread",
    "set_policy",
    "stuck_requests",
    "summaries",
    "take_up_request",
    "waiting_requests",
    "withdraw_request",
]
