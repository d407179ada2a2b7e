"""Every kind of bad configuration file is one line that names the file and, where there is one, the line in it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from compliance.domain.errors import RulebookError, WrongUse
from compliance.rulebook import load_rulebook


def refusal(folder: Path) -> RulebookError:
    """The error of loading `folder`, checked to be one line."""
    with pytest.raises(RulebookError) as caught:
        load_rulebook(folder)
    assert isinstance(caught.value, WrongUse)
    assert "\n" not in str(caught.value)
    return caught.value


SOME_ID = "f33517ff-2a88-4f6e-b855-c550268ce08a"

# file, the text that stands once in it, what replaces it, what the refusal says
EDITS = [
    # unknown and doubled keys
    ("office.yaml", "time_zone: Europe", "time_zome: Europe", "unknown key 'time_zome'; did you mean 'time_zone'?"),
    ("office.yaml", "  similar: pooled", "  simmilar: pooled", "unknown key 'simmilar'; did you mean 'similar'?"),
    ("office.yaml", "  senders: 4", "  sender: 4", "delivery: unknown key 'sender'; did you mean 'senders'?"),
    ("office.yaml", "staff: {}", "12: {}", "unknown key '12'; expected name, "),
    ("office.yaml", "  senders: 4", "  senders: 4\n  senders: 4", "the key 'senders' stands there twice"),
    ("ladder.yaml", "  due_today:", "  logged:", "the key 'logged' stands there twice"),
    ("ladder.yaml", "    anchor: decided", "    ancor: decided", "did you mean 'anchor'?"),
    ("ladder.yaml", "  deadline_changed:\n", "  deadline_moved:\n", "did you mean 'deadline_changed'?"),
    ("periods.yaml", "without delay:", "immediately:", "the key 'immediately' stands there twice"),
    ("periods.yaml", "without delay:", "Immediately:", "'Immediately' stands there twice, but for capitals"),
    ("categories.yaml", "Reassessment:", "APOLOGY:", "'APOLOGY' stands there twice, but for capitals"),
    ("authority_types.yaml", "unitary:", "unitry:", "unknown key 'unitry'; did you mean 'unitary'?"),
    ("calendars.yaml", "default:", "defaults:", "unknown key 'defaults'; did you mean 'default'?"),
    ("office.yaml", "  review_after_days", "  review_after", "waits: unknown key 'review_after'; did you mean"),
    ("office.yaml", "review_after_days: 90", "review_after_days: 0", "review_after_days: expected 1 or more, not 0"),
    # statutory clocks
    ("clocks.yaml", "          stage: further_report", "          stage: further_reprot",
     "report: no stage 'further_reprot'; did you mean 'further_report'?"),
    ("clocks.yaml", "          stage: further_report", "          stage: report",
     "stage 'report' does not stand further down: a clock never goes back"),
    ("clocks.yaml", "          stage: further_month\n", "          stage: further_month\n          task: x\n",
     "expected either a stage or a task"),
    ("clocks.yaml", "          task: publish_notice\n", "", "expected either a stage or a task"),
    ("clocks.yaml", "          words: not done after the second month, require the adverse findings notice\n", "",
     "task, task_for and words go together"),
    ("clocks.yaml", "received: the report\n        period: 3 months", "received: the report\n        period: a while",
     "period: period 'a while' is not a period such as"),
    ("clocks.yaml", "received: the report\n", "recieved: the report\n", "did you mean 'received'?"),
    ("clocks.yaml", "  public_report:\n", "  Public Report:\n", "small letters, digits and underscores"),
    # what is missing
    ("office.yaml", "name: Office of the Ombudsman", "", "name: is missing"),
    ("office.yaml", "name: Office of the Ombudsman", "name:", "name: expected text, not nothing"),
    ("office.yaml", "name: Office of the Ombudsman", "name: ''", "name: expected some text"),
    ("office.yaml", "  from: compliance@ombudsman.example", "", "mail.from: is missing"),
    ("authority_types.yaml", "  label: Other body", "", "other.label: is missing"),
    ("calendars.yaml", "default: england-and-wales", "", "default: is missing"),
    # wrong values of the office
    ("office.yaml", "name: Office of the Ombudsman", 'name: "Office\\nof"', "name: expected one line of text"),
    ("office.yaml", "time_zone: Europe/London", "time_zone: Europe/Londres", "no time zone 'Europe/Londres'"),
    ("office.yaml", "time_zone: Europe/London", f"time_zone: {'a/' * 3000}a", "time_zone: no time zone 'a/a/"),
    ("office.yaml", "time_zone: Europe/London", "time_zone: Europe", "time_zone: no time zone 'Europe'"),
    ("office.yaml", "time_zone: Europe/London", "time_zone: /etc/passwd", "time_zone: no time zone '/etc/passwd'"),
    ("office.yaml", "from: compliance@ombudsman.example", "from: compliance", "mail.from: expected an e-mail address"),
    ("office.yaml", "from: compliance@ombudsman.example", 'from: "a@b.example\\nBcc: c@d.example"',
     "mail.from: expected an"),
    ("office.yaml", '"03-31"', '"02-29"', "year_end: expected month and day that every year has"),
    ("office.yaml", '"03-31"', "31 March", "year_end: expected month and day"),
    ("office.yaml", '"03-31"', "[3, 31]", "year_end: expected month and day"),
    ("office.yaml", "year_of_outcome: recorded", "year_of_outcome: decided", "expected recorded or due, not 'decided'"),
    ("office.yaml", "similar: pooled", "similar: median", "expected pooled or mean_of_rates, not 'median'"),
    ("office.yaml", "attempts: 12", "attempts: 0", "delivery.attempts: expected 1 or more, not 0"),
    ("office.yaml", "attempts: 12", "attempts: six", "delivery.attempts: expected a whole number, not 'six'"),
    ("office.yaml", "attempts: 12", "attempts: 2.5", "delivery.attempts: expected a whole number, not 2.5"),
    ("office.yaml", "attempts: 12", "attempts: true", "delivery.attempts: expected a whole number, not True"),
    ("office.yaml", "attempts: 12", "attempts: !!x 6", "expected a whole number, not a value with the tag"),
    ("office.yaml", "first_wait_seconds: 60", "first_wait_seconds: 0", "first_wait_seconds: expected more than 0"),
    ("office.yaml", "first_wait_seconds: 60", "first_wait_seconds: .nan", "first_wait_seconds: "),
    ("office.yaml", "longest_wait_seconds: 3600", "longest_wait_seconds: 59", "first_wait_seconds, which is 60"),
    ("office.yaml", "hard_returns: 1", "hard_returns: 0", "delivery.hard_returns: expected 1 or more, not 0"),
    ("office.yaml", "soft_return_days: 14", "soft_return_days: 367", "delivery.soft_return_days: expected 366 or less"),
    ("office.yaml", "fallback: [link_officer,", "fallback: [deputy,", "delivery.fallback: deputy stands there twice"),
    ("office.yaml", "in_doubt: person", "in_doubt: forget", "expected person, resend or assume_sent, not 'forget'"),
    ("office.yaml", "in_doubt_after_hours: 24", "in_doubt_after_hours: 0", "expected more than 0"),
    ("office.yaml", "in_doubt_after_hours: 24", "in_doubt_after_hours: 8761", "expected 8760.0 or less, not 8761"),
    # the publication guard
    ("publication.yaml", "titles:\n", "title:\n", "unknown key 'title'; did you mean 'titles'?"),
    ("publication.yaml", "  - 99 999 999", "  - 99 9", "case_references.0: expected at least 4 digits"),
    ("publication.yaml", "  - 99 999 999", "  - 99 999 x99", "expected a shape of 9 for a digit, A for a capital"),
    ("publication.yaml", "  - 99 999 999", "  - 99 999 999\n  - 99 999 999", "'99 999 999' stands there twice"),
    ("publication.yaml", "  - Ofsted\n", "  - '...'\n", "allowed.0: expected a word or several, not '...'"),
    ("publication.yaml", "Mr Mrs Ms", "Mr Mrs. Ms", "titles.0: expected words separated by spaces, not 'Mrs.'"),
    ("publication.yaml", "Mr Mrs Ms", "Mr Mrs mr", "titles: 'mr' stands there twice"),
    ("publication.yaml", "Amber April", "Jane Amber April", "given_names_that_are_words: 'Jane' stands there twice"),
    ("publication.yaml", "  - forthwith", "  -", "expected text, not nothing"),
    # templates at GOV.UK Notify
    ("notify.yaml", "email: {}", "email: {template_id: reminder}",
     "email.template_id: expected an id such as f33517ff-2a88-4f6e-b855-c550268ce08a, not 'reminder'"),
    ("notify.yaml", "text_message: {}", "text_message: {template_id: 7}", "text_message.template_id: expected text"),
    ("notify.yaml", "email: {}", f"email: {{reply_to_id: {SOME_ID}}}", "this needs a template_id beside it"),
    ("notify.yaml", "text_message: {}", f"text_message: {{sender_id: {SOME_ID}}}", "needs a template_id beside it"),
    ("notify.yaml", "email: {}", "email: {template: x}", "unknown key 'template'; did you mean 'template_id'?"),
    ("notify.yaml", "text_message: {}", "text_messages: {}", "did you mean 'text_message'?"),
    ("notify.yaml", "text_message: {}", 'text_message: {body: "a\\nb"}', "text_message.body: expected one line"),
    ("office.yaml", "senders: 4", "senders: 65", "delivery.senders: expected 64 or less, not 65"),
    ("office.yaml", "send_timeout_seconds: 30", "send_timeout_seconds: -1", "expected 1 or more, not -1"),
    ("office.yaml", "minimum_gap_working_days: 1", "minimum_gap_working_days: -1", "expected 0 or more, not -1"),
    ("office.yaml", "staff: {}", "staff: {manager: a@b.example}", "staff.manager: expected caseworker, "),
    ("office.yaml", "staff: {}", "staff: {director: none}", "staff.director: expected an e-mail address, not 'none'"),
    ("office.yaml", "staff: {}", "staff: [director]", "staff: expected keys and values"),
    ("office.yaml", "statistics:\n", "statistics: recorded\nstaff:\n", "the key 'staff' stands there twice"),
    ("office.yaml", "  no_contact: {", "  nocontact: {", "tasks.nocontact: expected message_in_doubt, "),
    ("office.yaml", "  escalation: {", "  escalation: {owner: director, ", "the ladder says whose it is (task_for)"),
    ("office.yaml", "  clock_stage: {", "  clock_stage: {owner: director, ", "clocks.yaml says whose it is (task_for)"),
    ("office.yaml", "hold_ended: {owner: caseworker", "hold_ended: {owner: boss", "tasks.hold_ended.owner: expected "),
    ("office.yaml", "hold_ended: {owner: caseworker, due_in_", "hold_ended: {owner: caseworker, in_",
     "unknown key 'in_working_days'; did you mean 'due_in_working_days'?"),
    ("office.yaml", "caseworker, due_in_working_days: 5}\n  hold", "caseworker, due_in_working_days: -1}\n  hold",
     "tasks.wait_review.due_in_working_days: expected 0 or more, not -1"),
    ("office.yaml", "flow_silent_hours: 26", "flow_silent_hours: 0", "silent_hours: expected 1 or more, not 0"),
    ("office.yaml", "flow_silent_hours: 26", "flow_silent_hour: 26", "did you mean 'flow_silent_hours'?"),
    # several ladders
    ("ladder.yaml", "    horizon_days: 366\n", "", "ladders.R1.horizon_days: is missing"),
    ("ladder.yaml", "    horizon_days: 366\n", "    horizon_days: 0\n", "horizon_days: expected 1 or more, not 0"),
    ("ladder.yaml", "offset: -10\n", "offset: -400\n",
     "due_in_10_working_days: an offset of -400 working days reaches 560 days, beyond the horizon of 366 days"),
    ("ladder.yaml", "offset: 11\n", "offset: 12\n",
     "delayed_remedy: an offset of 12 months reaches 372 days, beyond the horizon of 366 days"),
    ("ladder.yaml", "    for:\n      kind: service_improvement\n", "",
     "'service_improvement' has no 'for', and neither has 'R1': only one ladder is the default"),
    ("ladder.yaml", "  R1:\n", "  R1:\n    for: {kind: personal_remedy}\n",
     "ladders: expected one ladder without 'for': it is the default"),
    ("ladder.yaml", "      kind: service_improvement", "      {}",
     "expected kind, authority_types or clock; the default ladder has no 'for' at all"),
    ("ladder.yaml", "      kind: service_improvement", "      kind: service",
     "for.kind: expected personal_remedy or service_improvement, not 'service'"),
    ("ladder.yaml", "      kind: service_improvement", "      authority_types: []",
     "for.authority_types: expected at least 1"),
    ("ladder.yaml", "      kind: service_improvement", "      authority_types: [city]",
     "for.authority_types.0: expected county, "),
    ("ladder.yaml", "      kind: service_improvement", "      knd: service_improvement", "did you mean 'kind'?"),
    ("ladder.yaml", "      clock: care_provider", "      clock: public_report",
     "'care_provider' and 'public_report' are for the same recommendations, and neither is more specific"),
    ("ladder.yaml", "      clock: care_provider", "      authority_types: [county]",
     "'care_provider' and 'service_improvement' are for the same recommendations"),
    ("ladder.yaml", "      clock: care_provider", "      clock: care_providers",
     "for.clock: there is no clock 'care_providers' in clocks.yaml; did you mean 'care_provider'?"),
    # a name that something else has
    ("ladder.yaml", "      due_in_3_working_days:", "      satisfied:", "satisfied: a notice is called so"),
    ("ladder.yaml", "      overdue_5_working_days:", "      no_contact:", "no_contact: a task that is no step's"),
    ("clocks.yaml", "task: publish_notice", "task: message_failed", "another kind of task is called 'message_failed'"),
    ("ladder.yaml", "ladders:\n", "ladders: {}\nladder:\n", "unknown key 'ladder'; did you mean 'ladders'?"),
    # hours and holds
    ("office.yaml", 'from: "07:00"', 'from: "7:00"', "hours.from: expected a time of day in quotes such as '07:00'"),
    ("office.yaml", 'from: "07:00"', "from: 7", "hours.from: expected a time of day in quotes such as '07:00', not 7"),
    ("office.yaml", 'until: "19:00"', 'until: "24:00"', "hours.until: expected a time of day in quotes"),
    ("office.yaml", 'until: "19:00"', 'until: "07:00"', "hours.until: expected a time after 07:00, not 07:00"),
    ("office.yaml", ', until: "19:00"', "", "hours.until: is missing"),
    ("office.yaml", "longest_days: 90", "longest_days: 367", "longest_days: expected 366 or less, not 367"),
    ("office.yaml", "longest_days: 90", "longest_days: 0", "longest_days: expected 1 or more, not 0"),
    # numbers that no database and no clock takes
    ("office.yaml", "first_wait_seconds: 60", "first_wait_seconds: 1e300", "first_wait_seconds: expected 2147483647"),
    ("office.yaml", "attempts: 12", "attempts: 99999999999999999999", "attempts: expected 2147483647 or less"),
    # wrong values of the ladder
    ("ladder.yaml", "template: due_today", "template: due_tody", "did you mean 'due_today'?"),
    ("ladder.yaml", "template: due_today", f"template: {'t' * 300}", f"template: there is no folder '{'t' * 300}'"),
    ("ladder.yaml", "    template: satisfied", f"    template: {'t' * 5000}", "satisfied.template: there is no"),
    ("ladder.yaml", "template: due_today", "template: ../templates",
     "template: expected letters, digits, '_' and '-'"),
    ("ladder.yaml", "template: due_today", "template: layout", "'layout' is what all messages are set in"),
    ("ladder.yaml", "    template: satisfied", "    template: gone",
     "notices.satisfied.template: there is no folder 'gone'"),
    ("ladder.yaml", "      satisfied: [chief", "      satisfyed: [chief",
     "ladders.public_report.notices: unknown key 'satisfyed'; did you mean 'satisfied'?"),
    ("ladder.yaml", "      satisfied: [chief_executive, monitoring_officer, link_officer]", "      satisfied: []",
     "ladders.public_report.notices.satisfied: expected"),
    ("ladder.yaml", "      satisfied: [chief_executive, monitoring_officer,", "      satisfied: [link_officer,",
     "ladders.public_report.notices.satisfied: link_officer stands there twice"),
    ("ladder.yaml", "      satisfied: [chief_executive, mon", "      satisfied: [mayor, mon",
     "ladders.public_report.notices.satisfied.0: expected link_officer, deputy, "),
    ("ladder.yaml", "        template: due_today\n", "", "recipients and template go together"),
    ("ladder.yaml", "[link_officer, deputy]", "[]", "recipients and template go together"),
    ("ladder.yaml", "[link_officer, deputy]", "[link_officer, link_officer]", "link_officer stands there twice"),
    ("ladder.yaml", "[link_officer, deputy]", "[link_officer, mayor]", "recipients.1: expected link_officer, deputy, "),
    ("ladder.yaml", "[link_officer, deputy]", "deputy", "recipients: expected a list"),
    ("ladder.yaml", "        task: case approaching 12 months after decision\n", "", "task and task_for go together"),
    ("ladder.yaml", "        task_for: director\n", "", "task and task_for go together"),
    ("ladder.yaml", "task_for: director", "task_for: head", "expected caseworker, casework_manager or director"),
    ("ladder.yaml", "anchor: decided", "anchor: due", "months are only counted from 'decided'"),
    ("ladder.yaml", "offset: 11", "offset: -11", "a step cannot lie before 'decided'"),
    ("ladder.yaml", "offset: 11", "offset: eleven", "offset: expected a whole number, not 'eleven'"),
    ("ladder.yaml", "offset: 11", "offset: 99999", "offset: expected 3660 or less"),
    ("ladder.yaml", "unit: months", "unit: weeks", "unit: expected calendar_days, working_days or months"),
    ("ladder.yaml", "  due_today:", "  Due today:", "small letters, digits and underscores, not 'Due today'"),
    ("ladder.yaml", "  evidence_insufficient:\n", "  ? [a, b]\n  :\n", "unknown key"),
    # wrong values of the rest
    ("periods.yaml", "without delay: 5 working days", "without delay: 1 fortnight", "period '1 fortnight' is not"),
    ("periods.yaml", "without delay: 5 working days", "without delay: 5", "without delay: period '5' is not"),
    ("periods.yaml", "without delay: 5 working days", "without delay: 0 days", "outside 1 to 3660 days"),
    ("periods.yaml", "without delay:", "28 days:", "'28 days' already is a length of time"),
    ("categories.yaml", "Reassessment:", "A; B:", "cannot hold ';'"),
    ("categories.yaml", "  - attendance record or", "  - attendance record;", "cannot hold ';'"),
    ("categories.yaml", "  - copy of the new assessment", "    copy of the new assessment",
     "Reassessment.evidence: expected a list"),
    ("categories.yaml", "    - apolog*", "    - apo*log", "Apology.words.0: expected words of letters and digits"),
    ("categories.yaml", "    - apolog*", "    - apolog* ...", "Apology.words.0: expected words such as 'apolog*'"),
    ("categories.yaml", "Apology:\n  evidence:", "Apology:\n  evidense:", "key 'evidense'; did you mean 'evidence'?"),
    ("authority_types.yaml", "comparator: false", "comparator: no", "expected true or false, not 'no'"),
    ("authority_types.yaml", "other:\n", "other: yes\nsome:\n", "unknown key 'some'"),
    ("calendars.yaml", "default: england-and-wales", "default: england", "did you mean 'england-and-wales'?"),
    ("calendars.yaml", "holidays: SCT", "holidays: SCO", "holidays: expected ENG, WLS, SCT or NIR, not 'SCO'"),
    ("calendars.yaml", "official: scotland", "official: alba", "official: expected england-and-wales, scotland or"),
    ("calendars.yaml", "SCT\n    official: scotland\n    extra_days: []",
     "SCT\n    official: scotland\n    extra_days:\n      - {day: 2026-02-30, name: x}",
     "extra_days.0.day: expected a date such as 2026-12-24, not '2026-02-30'"),
    ("calendars.yaml", "SCT\n    official: scotland\n    extra_days: []",
     "SCT\n    official: scotland\n    extra_days: [{day: 2026-12-24, name: x}, {day: 2026-12-24, name: y}]",
     "extra_days: 2026-12-24 stands there twice"),
    # what is no YAML
    ("office.yaml", "staff: {}", "staff: {", "this is no YAML"),
    ("office.yaml", "staff: {}", "staff: *nobody", "this is no YAML: found undefined alias 'nobody'"),
    ("office.yaml", "staff: {}", "staff: !!int abc", "this is no YAML"),
    ("office.yaml", "mail:\n", "mail:\n\t", "this is no YAML"),
    ("office.yaml", "mail:\n", "---\nmail:\n", "this is no YAML"),
    ("authority_types.yaml", "unitary:\n", "%YAML 9.9\nunitary:\n", "this is no YAML"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "old", "new", "says"), EDITS)
def test_a_bad_edit_is_refused_in_one_line(folder: Path, name: str, old: str, new: str, says: str) -> None:
    text = (folder / name).read_text(encoding="utf-8")
    assert text.count(old) == 1 or name == "ladder.yaml"
    (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    error = refusal(folder)
    assert error.file == str(folder / name)
    assert says in str(error)


@pytest.mark.parametrize(
    ("name", "old", "new", "at"),
    [
        ("office.yaml", "  similar: pooled", "  simmilar: pooled", "simmilar"),
        ("office.yaml", "  attempts: 12", "  attempts: six", "attempts: six"),
        ("office.yaml", "  senders: 4", "  senders: 4\n  senders: 5", "senders: 5"),
        ("office.yaml", "  from: compliance@ombudsman.example\n", "", "mail:"),
        ("ladder.yaml", "    template: satisfied", "    template: gone", "template: gone"),
        ("ladder.yaml", "template: due_today", f"template: {'t' * 300}", f"template: {'t' * 300}"),
        ("ladder.yaml", "[link_officer, deputy]", "[\n      link_officer,\n      mayor]", "mayor"),
        ("ladder.yaml", "unit: months", "unit: weeks", "unit: weeks"),
        ("ladder.yaml", "offset: -10\n", "offset: -400\n", "offset: -400"),
        (
            "ladder.yaml",
            "    for:\n      clock: care_provider",
            "    for: {clock: public_report}",
            "{clock: public_report}",
        ),
        ("ladder.yaml", "    for:\n      kind: service_improvement\n", "", "  service_improvement:"),
        ("office.yaml", 'from: "07:00"', 'from: "7"', 'from: "7"'),
        ("periods.yaml", "without delay: 5 working", "without delay: 5 idle", "idle"),
        ("categories.yaml", "Reassessment:", "APOLOGY:", "APOLOGY"),
        ("authority_types.yaml", "comparator: false", "comparator: no", "comparator: no"),
        ("calendars.yaml", "holidays: NIR", "holidays: NI", "holidays: NI"),
        ("office.yaml", "staff: {}", "staff: @", "staff: @"),
    ],
)
def test_the_line_is_that_of_the_fault(folder: Path, name: str, old: str, new: str, at: str) -> None:
    text = (folder / name).read_text(encoding="utf-8").replace(old, new, 1)
    (folder / name).write_text(text, encoding="utf-8")
    error = refusal(folder)
    assert error.line is not None
    assert at in text.splitlines()[error.line - 1]
    assert f", line {error.line}: " in str(error)


def test_the_first_of_several_faults_is_named(folder: Path) -> None:
    file = folder / "office.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("senders: 4", "senders: x").replace("attempts: 12", "attempts: y"), encoding="utf-8")
    assert "delivery.attempts" in str(refusal(folder))


FILES = ["office.yaml", "ladder.yaml", "periods.yaml", "categories.yaml", "authority_types.yaml", "calendars.yaml"]
CONTENTS = [
    (b"", "the file is empty", None),
    (b"# only a comment\n", "the file is empty", None),
    (b"- a\n- list\n", "expected keys and values", 1),
    (b"just words", "expected keys and values", 1),
    (b"<!DOCTYPE html>\n<html><body class='x'>404 Not Found</body></html>\n", "expected keys and values", 1),
    (b"<html>\n<p style=\"a: b\">\n</html>\n", "this is no YAML", 2),
    (b"PK\x03\x04\x14\x00\x06\x00", "this is no YAML", None),
    (b"\x89PNG\r\n\x1a\n", "the text is not UTF-8", 1),
    (b"a: b\nname: Caf\xe9\n", "the text is not UTF-8", 2),
    ("name: Büro\n".encode("utf-16"), "the text is not UTF-8", 1),
    (b"[" * 600, "nested too deeply", None),
]  # fmt: skip


@pytest.mark.parametrize("name", ["office.yaml", "periods.yaml"])
@pytest.mark.parametrize(("content", "says", "line"), CONTENTS)
def test_a_file_that_is_something_else_is_refused(
    folder: Path, name: str, content: bytes, says: str, line: int | None
) -> None:
    (folder / name).write_bytes(content)
    error = refusal(folder)
    assert (error.file, error.line) == (str(folder / name), line)
    assert says in str(error)


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_refused(folder: Path, name: str) -> None:
    (folder / name).unlink()
    assert str(refusal(folder)) == f"{folder / name}: the file is missing"


def test_a_folder_in_the_place_of_a_file_is_refused(folder: Path) -> None:
    (folder / "office.yaml").unlink()
    (folder / "office.yaml").mkdir()
    assert "cannot be read: " in str(refusal(folder))


@pytest.mark.parametrize("name", ["laddr.yaml", "ladder.yml"])
def test_a_file_nobody_reads_is_refused(folder: Path, name: str) -> None:
    (folder / name).write_text("name: R2\n", encoding="utf-8")
    assert str(refusal(folder)).endswith(f"{name}: unknown configuration file; did you mean 'ladder.yaml'?")


def test_a_folder_that_is_none_is_refused(tmp_path: Path) -> None:
    assert str(refusal(tmp_path / "nowhere")).endswith("nowhere: there is no such folder")


def test_a_folder_without_templates_is_refused(folder: Path) -> None:
    shutil.rmtree(folder / "templates")
    assert "ladders.R1.steps.logged.template: there is no folder 'logged' in templates" in str(refusal(folder))


@pytest.mark.parametrize("part", ["subject.txt", "body.txt", "body.html"])
def test_a_template_with_a_part_missing_is_refused(folder: Path, part: str) -> None:
    (folder / "templates" / "overdue" / part).unlink()
    error = refusal(folder)
    assert f"steps.overdue_5_working_days.template: the template 'overdue' lacks its {part}" in str(error)
