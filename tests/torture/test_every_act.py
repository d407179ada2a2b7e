"""T6 does every use case that changes something, or it is written down why not (docs/reliability.md)."""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterable, Iterator
from pathlib import Path

from tests.architecture.tree import ROOT, python_files, syntax

USE_CASES = "compliance.usecases"
STORE = "compliance.store"
# What goes through the use cases for T6.
OF_T6 = (
    *(f"torture/{name}.py" for name in ("acts", "office_acts", "stage_acts", "channel_acts", "life", "invariants")),
    *("support/world.py", "usecases/calendar_office.py"),
)
PEOPLE = "who works here and signs in: no recommendation, deadline or message knows of it"
SHOWN = "what somebody sees on pages: nothing is sent, due or counted for it"
RUNS = "the runs of flows and what is told of them: T1 to T4 break those"
SUMMARY = "public summaries: no letter to an authority has one"
BY_HAND = "a person's word on a task, whatever its matter: T6 judges which tasks are open"
# Each has the reason why T6 leaves it out.
LEFT_OUT = {
    "assign_caseworker.assign_case": "assign_caseworker for each recommendation of a case",
    "hand_over.hand_over": "assign_caseworker for all that a person looks after, with their tasks",
    "review_several.review_several": "review_evidence for several pieces",
    "log_decision.log_decision": "T6 stores decisions by hand: nothing is due for one without recommendations",
    "propose_recommendations.confirm": "log_recommendation for each action of a text that was read",
    "link_cases.link_cases": "a note in two histories: no recommendation knows of it",
    "manage_authority.add_authority": "T6 has its three authorities from the beginning",
    "manage_authority.close_authority": "mergers have tests of their own: tests/usecases/test_after_a_merger.py",
    "collect_evidence.collect": "submit_evidence for each upload of a folder; T4 fills its disk",
    "collect_returned_mail.collect_returned_mail": "record_return for each mail of a folder, which is an act",
    "check_calendars.check_calendars": "looks at a feed and tells of it; what changes a calendar is an act",
    "calendars_in_force.CalendarsInForce": "change_calendar, an act, with what calendars.yaml says instead of a feed",
    "manage_tasks.assign_task": BY_HAND,
    "manage_tasks.finish_task": BY_HAND,
    "submit_once.submit_once": "a form's own key, around a use case",
    "check_summaries.look_at_unchecked": SUMMARY,
    "publish_summary.publish_summary": SUMMARY,
    "refresh_next_actions.refresh_for_reading": "refresh_next_actions before a page is read",
    **dict.fromkeys(
        (
            *("publish_happenings.next_batch", "publish_happenings.told"),
            *("run_ledger.fail_run", "run_ledger.finish_run", "run_ledger.start_run"),
            *("watch_flows.heard_again", "watch_flows.watch_flows"),
        ),
        RUNS,
    ),
    **dict.fromkeys(("record_view.record_view", "saved_views.delete_view", "saved_views.save_view"), SHOWN),
    **dict.fromkeys(
        (
            *("demo_people.add_demo_people", "demo_people.sign_in_demo_person"),
            *("manage_people.add_person", "manage_people.change_person", "manage_people.give_codes"),
            *("manage_people.set_active", "manage_people.set_password"),
            *("sign_in.begin_sign_in", "sign_in.finish_sign_in"),
            *("sign_in_by_provider.fail_attempt", "sign_in_by_provider.sign_in_by_provider"),
            *("sign_in_by_provider.take_return", "web_session.end_session", "web_session.touch_session"),
        ),
        PEOPLE,
    ),
}

Function = tuple[str, str]


def test_every_use_case_that_changes_something_is_an_act_or_left_out_with_a_reason() -> None:
    changing = entries()
    done = set(imported(ROOT / "tests" / name for name in OF_T6))
    assert {"statutory_clock.begin", "settle_message.settle_message", "saved_views.save_view"} <= changing
    assert "list_tasks.list_tasks" not in changing
    assert sorted(changing - done - set(LEFT_OUT)) == []
    assert sorted(set(LEFT_OUT) - (changing - done)) == [], "done by now, or gone"


def entries() -> set[str]:
    """The use cases, as "module.name", that something outside of them uses and that change what is stored."""
    outside = [path for path in python_files("compliance", "flows") if path.parent.name != "usecases"]
    return {each for each in imported(outside) if changes(each)}


def imported(paths: Iterable[Path]) -> Iterator[str]:
    """The functions of use cases that some files import, as "module.name"."""
    for path in paths:
        for module, name in names(path).values():
            if module.startswith(f"{USE_CASES}.") and name in functions(module):
                yield f"{module.removeprefix(USE_CASES)[1:]}.{name}"


@functools.cache
def names(path: Path) -> dict[str, Function]:
    """What the names that a file imports from use cases and the store stand for; a module has no name of its own."""
    found = {}
    for node in ast.walk(syntax(path)):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith((USE_CASES, STORE)):
            for each in node.names:
                inner = f"{node.module}.{each.name}"
                whole = _path(inner).exists()
                found[each.asname or each.name] = (inner, "") if whole else (node.module, each.name)
    return found


def _path(module: str) -> Path:
    return ROOT.joinpath(*module.split(".")).with_suffix(".py")


@functools.cache
def functions(module: str) -> dict[str, ast.AST]:
    """The functions and classes of a module."""
    kinds = (ast.FunctionDef, ast.ClassDef)
    path = _path(module)
    return {node.name: node for node in syntax(path).body if isinstance(node, kinds)} if path.exists() else {}


def changes(entry: str) -> bool:
    """Whether a use case comes to something that writes, through whatever it calls."""
    seen: set[Function] = set()
    module, _, name = entry.partition(".")
    todo = [(f"{USE_CASES}.{module}", name)]
    while todo:
        here = todo.pop()
        if here in seen:
            continue
        seen.add(here)
        if writes(*here):
            return True
        todo += called(*here)
    return False


@functools.cache
def writes(module: str, name: str) -> bool:
    """Whether a function itself writes: a statement of the store, or a transaction that is for writing."""
    node = functions(module).get(name)
    if node is None:
        return False
    said = {each.func for each in ast.walk(node) if isinstance(each, ast.Call)}
    plain = {each.id for each in said if isinstance(each, ast.Name)}
    of_session = {each.attr for each in said if isinstance(each, ast.Attribute)}
    if module.startswith(STORE):
        return bool(plain & {"insert", "update", "delete"} or of_session & {"add_all", "writing"})
    return "writing" in of_session


@functools.cache
def called(module: str, name: str) -> list[Function]:
    """The functions that a function names, of its own module, of use cases and of the store."""
    node = functions(module).get(name)
    if node is None:
        return []
    known, own = names(_path(module)), functions(module)
    found = []
    for each in ast.walk(node):
        if isinstance(each, ast.Attribute) and isinstance(each.value, ast.Name) and each.value.id in known:
            there, inner = known[each.value.id]
            found.append((there, each.attr) if not inner else (there, inner))
        elif isinstance(each, ast.Name) and each.id in known:
            found.append(known[each.id])
        elif isinstance(each, ast.Name) and each.id in own:
            found.append((module, each.id))
    return found
