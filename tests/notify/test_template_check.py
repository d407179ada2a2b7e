"""A template that would fail at night is found by day, with its file and line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from compliance.domain.errors import RulebookError
from compliance.notify.template_check import check_templates
from tests.notify.test_rendering import TEMPLATES


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the office's templates, to be spoiled."""
    return Path(shutil.copytree(TEMPLATES, tmp_path / "templates"))


def test_the_templates_that_come_with_amends_are_sound() -> None:
    check_templates(TEMPLATES)


@pytest.mark.parametrize(
    ("file", "text", "words"),
    [
        ("overdue/body.txt", "a\n{{ deadline }}\n", "line 2: 'deadline' is not known"),
        ("overdue/body.txt", "\n\n{{ item.deadline }}", "line 3: item has no 'deadline'"),
        (
            "overdue/body.html",
            "{% if item.step == 'x' %}\n{{ digest.colour }}{% endif %}",
            "line 2: digest has no 'colour'",
        ),
        ("overdue/subject.txt", "{{ item.facts.missing }}", "line 1: this kind of item has no fact 'missing'"),
        ("layout/body.txt", "{{ item.action }}", "line 1: 'item' is not known"),
        (
            "layout/body.txt",
            "{% for entry in entries %}\n{{ entry.colour }}{% endfor %}",
            "line 2: cannot be filled in",
        ),
        ("layout/details.txt", "{{ item.dew_on }}", "line 1: item has no 'dew_on'"),
        ("overdue/body.txt", "{% if item %}", "line 1: Unexpected end of template"),
        ("overdue/body.txt", "{{ item.action | shout }}", "line 1: No filter named 'shout'"),
        ("overdue/body.txt", "\n{{ 1 // (item.overdue_days - 30) }}", "line 2: cannot be filled in"),
        ("overdue/body.txt", "{{ 1 // 0 if item.response == 'refused' }}", "line 1: cannot be filled in"),
        ("overdue/body.txt", "{{ 1 // 0 if item.statutory }}", "line 1: cannot be filled in"),
        ("overdue/body.txt", "{% include 'layout/none.txt' %}", "there is no such template"),
        ("overdue/body.txt", "{{ item.__class__.__mro__ }}", "line 1: item has no '__class__'"),
        ("overdue/body.txt", "{{ ''.__class__.__mro__ }}", "line 1: cannot be filled in"),
        ("overdue/subject.txt", " \n", "gives an empty subject"),
    ],
)
def test_a_spoiled_template_is_refused(folder: Path, file: str, text: str, words: str) -> None:
    (folder / file).write_text(text, encoding="utf-8")
    with pytest.raises(RulebookError) as refused:
        check_templates(folder)
    where = "templates/layout/none.txt" if "none.txt" in text else f"templates/{file}"
    assert str(refused.value).startswith(where)
    assert words in str(refused.value)


@pytest.mark.parametrize("name", ["layout", "escalated"])
@pytest.mark.parametrize("part", ["subject.txt", "body.txt", "body.html"])
def test_a_missing_part_is_named(folder: Path, name: str, part: str) -> None:
    (folder / name / part).unlink()
    with pytest.raises(RulebookError, match=f"templates/{name}/{part}: there is no such template"):
        check_templates(folder)


def test_an_offices_own_template_is_checked_too(folder: Path) -> None:
    shutil.copytree(folder / "overdue", folder / "last_call")
    check_templates(folder)
    (folder / "last_call" / "body.txt").write_text("{{ item.x }}")
    with pytest.raises(RulebookError, match=r"last_call/body\.txt, line 1"):
        check_templates(folder)


def test_a_template_that_is_no_text(folder: Path) -> None:
    (folder / "overdue" / "body.txt").write_bytes(b"\xff\xfe")
    with pytest.raises(RulebookError, match="is not UTF-8"):
        check_templates(folder)


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(RulebookError, match="there is no such template"):
        check_templates(tmp_path / "templates")
