"""Logging from the text of an agreed action, as people and programs see it."""

from __future__ import annotations

from pathlib import Path

import pytest

from compliance.cli.pasting import MOST_BYTES
from tests.cli.conftest import Amends

TEXT = """Within one month of this decision the Council will:
- apologise to Ms A;
- pay Ms A £150 for her distress.

The Council will review its process so that plans are completed within 20 weeks.

A payment of £20 should be made to her son.
"""
ON = ("--as-of", "2024-04-02", "--by", "cas")
CASE = ("--authority", "E1", "--decision", "23 005", "--decision-date", "2024-04-02")


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    file = tmp_path / "letter.txt"
    file.write_text(TEXT, encoding="utf-8")
    return file


def test_json_is_what_the_formats_say(amends: Amends, office: Path, letter: Path) -> None:
    said = amends("log", "--from-text", str(letter), *CASE, *ON, "--format", "json").json
    first, second, third = said["proposals"]
    words = {"words": "Within one month of this decision", "start": 0, "end": 33}
    deadline = {"period": "1 month", "due_on": None, "anchor": "decision", "waits_on": None} | words
    assert first == {
        "number": 1,
        "action": "apologise to Ms A",
        "kind": "personal_remedy",
        "categories": ["Apology"],
        "amounts": [],
        "deadline": deadline,
        "body": "the Council",
        "words": "apologise to Ms A",
        "start": TEXT.index("apologise"),
        "end": TEXT.index(";"),
    }
    place = TEXT.index("£150")
    amount = {"value": "150.00", "per": None, "from_on": None, "ends_on": None, "words": "£150"}
    assert second["amounts"] == [amount | {"start": place, "end": place + 4}]
    assert second["categories"] == ["Financial redress: Avoidable distress/time and trouble"]
    assert (third["kind"], third["deadline"]) == ("service_improvement", None)
    assert said["questions"] == [
        "Proposal 3: no due date or period was found for it in the text. What is the deadline?"
    ]
    assert said["asked"] == [{"topic": "deadline", "proposal": 3, "needed": True, "question": said["questions"][0]}]
    assert [each["words"] for each in said["set_aside"]] == ["within 20 weeks"]
    (left,) = said["left_out"]
    assert left["words"] == TEXT[left["start"] : left["end"]] == "A payment of £20 should be made to her son"
    assert left["why"] == "it was not recognised as a request"
    assert (said["decision"], said["authority"], said["logged"]) == ("23 005", "E1", [])
    assert amends("explain", "23 005-1").code == 1


def test_people_see_words_questions_and_that_nothing_was_saved(amends: Amends, office: Path, letter: Path) -> None:
    said = amends("log", "--from-text", str(letter), *CASE, *ON)
    assert said.code == 0
    for words in (
        "1. apologise to Ms A By when 1 month from the decision: “Within one month of this decision” Kind personal",
        "Sums £150.00 “£150” Asked the Council",
        "“within 20 weeks” it says how something else is done, not by when this is",
        "Left out: read as no recommendation",
        "“A payment of £20 should be made to",
    ):
        assert words in " ".join(said.out.split())
    assert said.out.endswith(
        "Proposal 3: no due date or period was found for it in the text. What is the deadline?\n"
        "Nothing was saved. 1 question to answer first, such as: --answer '3 period=1 month'.\n"
    )


def test_confirming_needs_every_answer_and_then_logs_all(amends: Amends, office: Path, letter: Path) -> None:
    log = ("log", "--from-text", str(letter), *CASE, "--outcome", "upheld", *ON, "--confirm")
    refused = amends(*log)
    assert (refused.code, refused.out) == (1, "")
    assert refused.err == (
        "amends: Proposal 3: no due date or period was found for it in the text. What is the deadline?\n"
        "amends: 1 answer is needed first, nothing was written\n"
    )
    done = amends(*log, "--answer", "3 due_on=2024-09-30", "--response", "agreed")
    assert done.code == 0
    assert "Logged 23 005-1: due on 2 May 2024" in done.out
    assert "Logged 23 005-3: due on 30 September 2024" in done.out
    record = amends("explain", "23 005-2", "--format", "json").json["recommendation"]
    assert (record["due_on"], record["response"], record["authority_code"]) == ("2024-05-02", "agreed", "E1")
    again = amends(*log, "--answer", "3 due_on=2024-09-30")
    assert (again.code, again.err) == (1, "amends: recommendation '23 005-1' is already logged\n")


def test_json_says_what_was_logged(amends: Amends, office: Path, letter: Path) -> None:
    log = ("log", "--from-text", str(letter), "--decision", "23 001", "--reference", "23 001-t", *ON, "--confirm")
    said = amends(*log, "--answer", "3 leave_out", "--format", "json").json
    assert said["logged"] == [
        {"proposal": 1, "reference": "23 001-t-1", "due_on": "2024-05-02"},
        {"proposal": 2, "reference": "23 001-t-2", "due_on": "2024-05-02"},
    ]


def test_people_see_from_when_a_sum_counts_and_what_is_only_its_total(
    amends: Amends, office: Path, letter: Path
) -> None:
    sums = "£100 a month from 1 March 2023 until 31 August 2023, a total of £600"
    letter.write_text(f"The Council will pay Ms A {sums}, within a month of this decision.", encoding="utf-8")
    said = " ".join(amends("log", "--from-text", str(letter), *CASE, *ON).out.split())
    assert "£100.00 per month from 1 March 2023 until 31 August 2023 “£100 a month”" in said
    assert "“£600” it is the total of the sums beside it" in said


def test_a_line_that_may_be_another_action_is_asked(amends: Amends, office: Path, letter: Path) -> None:
    letter.write_text(
        "Within one month of this decision the Council will:\n"
        "Write to Ms F with an apology for the failings of its own Housing\nReview Panel.\n"
        "Pay Ms F £50 for her distress.",
        encoding="utf-8",
    )
    log = ("log", "--from-text", str(letter), *CASE, *ON)
    said = " ".join(amends(*log).out.split())
    assert "1. Write to Ms F with an apology for the failings of its own Housing Review Panel" in said
    assert "“Review Panel.” stands where an item may begin. Is it part of this action, or another one?" in said
    assert "What is this action?" in said
    assert "such as: --answer '1 action=Apologise to Ms F'" in said
    (open_one,) = amends(*log, "--format", "json").json["asked"]
    assert (open_one["topic"], open_one["proposal"], open_one["needed"]) == ("line", 1, True)


def test_a_text_that_asks_for_nothing(amends: Amends, office: Path, letter: Path) -> None:
    letter.write_text("I found no fault.", encoding="utf-8")
    log = ("log", "--from-text", str(letter), *CASE, *ON)
    assert amends(*log, "--format", "json").json["proposals"] == []
    assert amends(*log).out.endswith("Nothing was saved.\n")
    refused = amends(*log, "--outcome", "upheld", "--confirm")
    assert refused.code == 1
    assert refused.err.startswith("amends: The text asks for nothing that could be recognised.")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "letter.txt: expected a file with the text of an agreed action, and there is none"),
        (b"", "the text is empty: expected the agreed action of a decision"),
        (b" \r\n\t\n", "the text is empty: expected the agreed action of a decision"),
        (
            b"%PDF-1.7\n\0\1\2",
            "letter.txt: this is no text: expected the agreed action of a decision as plain text in UTF-8",
        ),
        (b"one\ntwo caf\xe9", "letter.txt, line 2: the text is not UTF-8"),
        (b"x" * (MOST_BYTES + 1), "letter.txt: the file is longer than 800,000 bytes"),
        (b"x" * 200_001, "the text has 200,001 letters: expected at most 200,000"),
    ],
)
def test_a_bad_file_is_one_line(amends: Amends, office: Path, letter: Path, content: bytes | None, said: str) -> None:
    letter.unlink()
    if content is not None:
        letter.write_bytes(content)
    bad = amends("log", "--from-text", str(letter), *CASE, *ON)
    assert (bad.code, bad.out, bad.err.count("\n")) == (2, "", 1)
    assert said in bad.err


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (
            ("--decision", "23 005", "--decision-date", "2024-04-02", "--authority", "E9"),
            1,
            "there is no authority 'E9'",
        ),
        (("--decision", "23 005"), 1, "there is no decision '23 005': give its authority and the day of it"),
        (("--decision", "23 001", "--authority", "E9"), 1, "is stored with authority 'E1', not 'E9'"),
        (("--decision", "23 001", "--decision-date", "2024-04-01"), 1, "is stored with decision date '2024-04-02'"),
        (("--decision", "23 001", "--period", "1 month"), 2, "--period does not go with --from-text"),
        (("--decision", "23 001", "--category", "Apology"), 2, "--category does not go with --from-text"),
        (("--decision", "23 001", "--answer", "x"), 2, "answer 'x': expected a proposal's number and what is so"),
        (("--decision", "23 001", "--confirm", "--answer", "9 leave_out"), 2, "answer about proposal 9: there are 3"),
        ((*CASE, "--confirm", "--answer", "3 leave_out"), 1, "there is no decision '23 005'; to store it too, give"),
    ],
)
def test_bad_use_is_one_line(
    amends: Amends, office: Path, letter: Path, words: tuple[str, ...], code: int, said: str
) -> None:
    bad = amends("log", "--from-text", str(letter), *words, *ON)
    assert (bad.code, bad.out, bad.err.count("\n")) == (code, "", 1)
    assert said in bad.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--confirm",), "--answer and --confirm go with --from-text"),
        (("--answer", "1 leave_out"), "--answer and --confirm go with --from-text"),
        ((), "Missing option '--reference'; see 'amends log --help'"),
        (("--reference", "x"), "Missing option '--kind'"),
        (("--reference", "x", "--kind", "personal_remedy"), "Missing option '--action'"),
    ],
)
def test_without_a_text_one_recommendation_is_typed(
    amends: Amends, office: Path, words: tuple[str, ...], said: str
) -> None:
    bad = amends("log", "--decision", "23 001", *words, *ON)
    assert (bad.code, bad.out) == (2, "")
    assert said in bad.err


def test_stored_words_do_not_steer_the_terminal(amends: Amends, office: Path, letter: Path) -> None:
    letter.write_text("The Council will apologise to \x1b[31mMs A by 28 June 2024.", encoding="utf-8")
    said = amends("log", "--from-text", str(letter), *CASE, *ON)
    assert said.code == 0
    assert "\x1b[31m" not in said.out
