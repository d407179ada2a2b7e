"""Rows that the database takes, one of each table, and how a second one of each differs."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

NOW = datetime(2024, 4, 2, 9, tzinfo=UTC)
DAY, LATER, EARLIER = date(2024, 4, 2), date(2024, 5, 2), date(2024, 3, 1)

SECOND = {"version": 2, "kind": "extension", "previous_due_on": LATER, "due_on": date(2024, 6, 2),
          "reason": "flood", "approved_by": "Kim"}  # fmt: skip
ORIGINAL = {"recommendation_id": 2, "version": 1, "kind": "original", "previous_due_on": None,
            "reason": "", "approved_by": ""}  # fmt: skip
DECIDED = {"decided_on": LATER, "decided_by": "Kim", "decision_reason": "flood"}
LIFTED = {"lifted_on": LATER, "lifted_by": "Kim", "lift_reason": "over"}
RESTARTED = {"restarted_on": LATER, "restarted_by": "Kim", "restart_reason": "over"}
GONE = {"outcome": "ceased", "reason": "moved", "approved_by": "Dee"}

# One right row a table, in an order in which each finds the ones it points to.
RIGHT: dict[str, dict[str, Any]] = {
    "authority": {"id": 1, "code": "E1", "name": "One", "type": "county"},
    "contact": {"id": 1, "authority_id": 1, "role": "deputy", "name": "Dan", "address": "dan@e1.example"},
    "decision": {"id": 1, "reference": "23 001", "authority_id": 1, "subject": "", "decided_on": DAY,
                 "outcome": "upheld", "recorded_at": NOW},
    "recommendation": {"id": 1, "reference": "23 001-1", "decision_id": 1, "kind": "personal_remedy", "action": "Do",
                       "public_summary": "", "period": "", "logged_on": DAY, "original_due_on": LATER, "due_on": LATER,
                       "deadline_version": 1, "evidence_waiting": 0, "recorded_at": NOW},
    "case_link": {"decision_id": 1, "new_reference": "24 017", "reason": "not done", "linked_on": DAY,
                  "linked_by": "Cas", "recorded_at": NOW},
    "public_summary": {"id": 1, "recommendation_id": 1, "summary": "Train", "state": "held", "overruled": "[]",
                       "set_on": DAY, "set_by": "Cas", "recorded_at": NOW},
    "recommendation_category": {"recommendation_id": 1, "position": 0, "category": "Apology"},
    "expected_evidence": {"recommendation_id": 1, "position": 0, "description": "the letter"},
    "deadline": {"recommendation_id": 1, "version": 1, "kind": "original", "due_on": LATER, "agreed_on": DAY,
                 "reason": "", "approved_by": "", "receipt": "{}", "recorded_at": NOW},
    "evidence": {"id": 1, "recommendation_id": 1, "fingerprint": "f", "received_on": DAY, "submitted_by": "Ann",
                 "note": "", "file_name": "", "media_type": "", "judgement": "waiting", "missing": "", "judged_by": "",
                 "recorded_at": NOW},
    "outcome": {"id": 1, "recommendation_id": 1, "recorded_on": LATER, "outcome": "satisfied", "completed_on": DAY,
                "reason": "", "recorded_by": "Cas", "recorded_at": NOW},
    "event": {"id": 1, "stream": "s", "seq": 1, "at": NOW, "day": DAY, "kind": "logged", "actor": "Cas",
              "payload": "{}", "previous": "0", "hash": "1"},
    "reminder_step": {"id": 1, "recommendation_id": 1, "deadline_version": 1, "step": "logged", "notice": "",
                      "on_day": DAY, "state": "planned", "reason": "", "facts": "{}"},
    "message": {"id": 1, "key": "k", "channel": "mail", "recipient": "dan@e1.example", "recipient_name": "",
                "recipient_role": "deputy", "authority_id": 1, "day": DAY, "state": "waiting", "reason": "",
                "attempts": 0, "lease_token": 0, "subject": "", "body": ""},
    "message_item": {"id": 1, "message_id": 1, "step_id": 1, "recommendation_id": 1, "deadline_version": 1,
                     "step": "logged", "recipient": "dan@e1.example"},
    "attempt": {"id": 1, "message_id": 1, "number": 1, "at": NOW, "result": "accepted", "detail": ""},
    "task": {"id": 1, "kind": "no_contact", "subject": "recommendation 23 001-1", "owner": "caseworker",
             "reason": "r", "opened_on": DAY, "due_on": LATER},
    "flow_run": {"id": 1, "flow": "track_deadlines", "as_of": DAY, "started_at": NOW, "result": ""},
    "deadline_wait": {"id": 1, "recommendation_id": 1, "kind": "event", "description": "the new council", "period": "",
                      "review_on": LATER, "ended_by": "", "recorded_at": NOW},
    "clock_stop": {"id": 1, "recommendation_id": 1, "stopped_on": DAY, "category": "court", "reason": "appeal",
                   "stopped_by": "Kim", "days_left": 5, "restart_reason": "", "restarted_by": "", "recorded_at": NOW},
    "extension_request": {"id": 1, "recommendation_id": 1, "asked_on": DAY, "asked_by": "Ann", "reason": "flood",
                          "wished_on": LATER, "state": "asked", "decided_by": "", "decision_reason": "",
                          "recorded_at": NOW},
    "hold": {"id": 1, "recommendation_id": 1, "from_on": DAY, "ends_on": LATER, "reason": "bereavement",
             "placed_by": "Kim", "lift_reason": "", "lifted_by": "", "recorded_at": NOW},
    "remedy_sum": {"recommendation_id": 1, "position": 0, "amount": Decimal("150.00")},
    "next_action": {"recommendation_id": 1, "from_on": date.min, "last_on": DAY, "closed": False, "in_time": True,
                    "rank": 17, "by_on": LATER, "due_on": LATER, "decided_on": DAY, "authority_id": 1,
                    "kind": "personal_remedy", "state": "open", "held": False, "action": "carry_out",
                    "who": "authority", "assigned_to": "", "caseworker": "", "what": "carry it out",
                    "command": ""},
    "stale_action": {"recommendation_id": 1},
    "saved_view": {"id": 1, "person": "Kim", "name": "late", "query": "", "shared": False, "recorded_at": NOW},
    "closure_day": {"id": 1, "authority_id": 1, "day": DAY, "name": "Moving house"},
    "calendar_version": {"id": 1, "calendar": "scotland", "version": "v", "source": "f", "days": "{}", "horizon": LATER,
                         "applied_on": DAY, "applied_by": "Kim", "reason": "", "recorded_at": NOW},
    "returned_mail": {"id": 1, "fingerprint": "f", "received_at": NOW, "recipient": "dan@e1.example",
                      "severity": "hard", "status": "5.1.1", "detail": "", "source": "", "recorded_at": NOW},
    "address_health": {"address": "dan@e1.example", "state": "failing", "soft_count": 1, "hard_count": 0, "since": DAY,
                       "detail": "", "changed_at": NOW, "changed_by": ""},
    "cursor": {"name": "happenings", "position": 7},
    "person": {"id": 1, "name": "Kim", "email": "kim@o.example", "roles": "manager", "active": True,
               "password_hash": "", "code_secret": "", "oidc_subject": "p u-1", "added_at": NOW},
    "web_session": {"id": 1, "token_hash": "t", "person_id": 1, "csrf_secret": "c", "created_at": NOW, "seen_at": NOW,
                    "ends_at": NOW + timedelta(hours=1)},
    "sign_in_attempt": {"id": 1, "at": NOW, "account": "a", "address": "192.0.2.1", "state": "begun",
                        "token_hash": "t"},
    "used_key": {"key_hash": "k", "at": NOW, "result": ""},
}  # fmt: skip

# What makes a second row of each table a right one too.
UNLIKE: dict[str, dict[str, Any]] = {
    "authority": {"code": "E2"},
    "contact": {"address": "other@e1.example"},
    "decision": {"reference": "23 002"},
    "recommendation": {"reference": "23 001-2"},
    "case_link": {"new_reference": "24 018"},
    "public_summary": {},
    "recommendation_category": {"position": 1},
    "expected_evidence": {"position": 1},
    "deadline": SECOND,
    "evidence": {"fingerprint": "g"},
    "outcome": {"withdrawn_at": NOW},
    "event": {"seq": 2},
    "reminder_step": {"step": "due_today"},
    "message": {"key": "k2", "recipient": "other@e1.example"},
    "message_item": {"recipient": "other@e1.example"},
    "attempt": {"number": 2},
    "task": {"subject": "recommendation 23 001-2"},
    "flow_run": {},
    "deadline_wait": {"ended_on": LATER},
    "clock_stop": RESTARTED,
    "extension_request": DECIDED | {"state": "refused"},
    "hold": {},
    "remedy_sum": {"position": 1},
    "closure_day": {"day": LATER},
    "calendar_version": {},
    "returned_mail": {"fingerprint": "g"},
    "address_health": {"address": "other@e1.example"},
    "cursor": {"name": "other"},
    "next_action": {"from_on": DAY, "last_on": date.max},
    "stale_action": {},
    "saved_view": {"name": "other"},
    "person": {"name": "Ann", "email": "ann@o.example", "oidc_subject": None},
    "web_session": {"token_hash": "u"},
    "sign_in_attempt": {"token_hash": "u"},
    "used_key": {"key_hash": "l"},
}
