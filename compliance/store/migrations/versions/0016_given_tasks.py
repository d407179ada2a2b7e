"""Who gave a task to whom is an event."""

from __future__ import annotations

from compliance.store.migrations.happenings import let_events_be

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

OLD_HAPPENINGS = "'logged', 'responded', 'deadline_changed', 'extension_asked', 'extension_refused', 'extension_withdrawn', 'wait_reviewed', 'held', 'hold_lifted', 'evidence_received', 'evidence_judged', 'outcome_recorded', 'outcome_proposed', 'outcome_declined', 'outcome_proposal_withdrawn', 'reopened', 'stage_begun', 'summary_set', 'caseworker_changed', 'noted', 'chief_executive_written_to', 'meeting_arranged', 'case_linked', 'task_done', 'overdue', 'escalated', 'no_contact', 'authority_changed', 'message_failed', 'message_in_doubt', 'message_settled', 'message_returned', 'address_stopped', 'address_restored', 'calendar_changed', 'calendar_alarm', 'flow_silent', 'person_changed', 'signed_in', 'sign_in_failed', 'signed_out', 'personal_remedy_viewed'"
NEW_HAPPENINGS = "'logged', 'responded', 'deadline_changed', 'extension_asked', 'extension_refused', 'extension_withdrawn', 'wait_reviewed', 'held', 'hold_lifted', 'evidence_received', 'evidence_judged', 'outcome_recorded', 'outcome_proposed', 'outcome_declined', 'outcome_proposal_withdrawn', 'reopened', 'stage_begun', 'summary_set', 'caseworker_changed', 'noted', 'chief_executive_written_to', 'meeting_arranged', 'case_linked', 'task_given', 'task_done', 'overdue', 'escalated', 'no_contact', 'authority_changed', 'message_failed', 'message_in_doubt', 'message_settled', 'message_returned', 'address_stopped', 'address_restored', 'calendar_changed', 'calendar_alarm', 'flow_silent', 'person_changed', 'signed_in', 'sign_in_failed', 'signed_out', 'personal_remedy_viewed'"


def upgrade() -> None:
    """Let events say it."""
    let_events_be(NEW_HAPPENINGS)


def downgrade() -> None:
    """Take it away again; refused by the database where such an event is on record, for events are for ever."""
    let_events_be(OLD_HAPPENINGS)
