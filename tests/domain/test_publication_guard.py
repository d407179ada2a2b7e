"""What may not stand in a public summary, sentence by sentence (rule L3)."""

from __future__ import annotations

import pytest

from compliance.domain.errors import Refused
from compliance.domain.publication_findings import Finding, What
from compliance.domain.publication_guard import Guard, Overruling, Unpublishable, overrule
from tests.support.world import packaged_rulebook

BODIES = ("London Borough of Tower Hamlets", "Sutton's Council", "Bath and North East Somerset Council")

# A sentence, and the words to be found in it, each with what it is.
NAMES = [
    ("Apologise to Mr X.", ["Mr X"]),
    ("Review Mrs B's care plan.", ["Mrs B"]),
    ("Put right Miss C's son D's school transport.", ["Miss C", "D"]),
    ("Mr and Mrs A were not told.", ["Mr and Mrs A"]),
    ("It will visit Mrs Jane Brown by letter.", ["Mrs Jane Brown"]),
    ("It will visit Mrs Rose Green and Mr Adeyemi Young.", ["Mrs Rose Green", "Mr Adeyemi Young"]),
    ("Mrs Smith School transport is reviewed.", ["Mrs Smith"]),
    ("Tell Mr X Housing staff.", ["Mr X"]),
    ("Mr & Mrs O'Neil-Jones complained.", ["Mr & Mrs O'Neil-Jones"]),
    ("Mr. J. P. Smith wrote to Mr B. The Council did not answer.", ["Mr. J. P. Smith", "Mr B"]),
    ("Rev Dr John Smith, Dr de Souza and Cllr Young spoke.", ["Rev Dr John Smith", "Dr de Souza", "Cllr Young"]),
    ("MR SMITH uses MS Teams.", ["MR SMITH"]),
    ("It failed mrs smith and her sons; people miss appointments.", ["mrs smith"]),
    ("It told Jane Brown, Sarah Hall and Mark Jones.", ["Jane Brown", "Sarah Hall", "Mark Jones"]),
    ("Jane did not get the letter; ask Fatima.", ["Jane", "Fatima"]),
    ("Speak to Oluwakemi Adeyinka about it.", ["Oluwakemi Adeyinka"]),
    ("The social worker, Adeyinka, and Councillor Adeyinka agreed.", ["Adeyinka", "Adeyinka"]),
    ("X complained about Y's care, as did J Smith.", ["X", "Y", "J Smith"]),
    ("Child A and her daughter B moved.", ["A", "B"]),
    ("John Ruskin School, King Edward's School, St Mary's Academy and Charles House close.", []),
    ("Jane's school closed.", ["Jane"]),
    ("Sarah's Law and Clare's Law apply.", []),
    ("Blue Badge holders need an Education, Health and Care Plan.", []),
    ("The Council and the Local Government and Social Care Ombudsman met.", []),
    ("Grant funding may be paid; Will the Council pay? May it?", []),
    ("Remind Tower Hamlets, Sutton's Council and Bath and North East Somerset.", []),
    ("People in Great Yarmouth use the Severn Valley line.", []),
    ("Bands A, B and C, Part B, Year R, Plan B, T levels, Q&A, A&E and vitamin D.", []),
    ("A. Review the policy. B. Train the staff.", []),
    ("The Disabled Facilities Grant and Council Tax Support teams follow the Highway Code.", []),
    ("Apologise to the Smith family and to the Adeyinka siblings.", ["Smith", "Adeyinka"]),
    ("The Smith family's home and the Okonkwo family were moved.", ["Smith", "Okonkwo"]),
    ("The Sutton family hub and the Merton family support service close; each family is told.", []),
    ("I agree, and so do the NHS, the SEND team and EHC staff.", []),
]
TIMES = [
    ("Train staff within three months.", [("within three months", "time_limit")]),
    ("Do it within twelve (12) working weeks or so.", [("within twelve (12) working weeks", "time_limit")]),
    ("Change it by 31 March 2025.", [("by 31 March 2025", "time_limit")]),
    ("Finish no later than the end of May 2025.", [("no later than the end of May 2025", "time_limit")]),
    ("Finish by noon on Friday 3 May, please.", [("by noon on Friday 3 May", "time_limit")]),
    ("Begin before Christmas and end by the end of the autumn term.",
     [("before Christmas", "time_limit"), ("by the end of the autumn term", "time_limit")]),
    ("Meet them next Tuesday and report this Friday; reply in a fortnight.",
     [("next Tuesday", "date"), ("this Friday", "date"), ("in a fortnight", "time_limit")]),
    ("Next month it trains staff; a review follows next year and the policy next term.",
     [("Next month", "time_limit"), ("next year", "time_limit"), ("next term", "time_limit")]),
    ("Plan the next month, the next year group, next year's places and the next term ahead.", []),
    ("Meet once in a fortnight, twice in a year, and the next working day; on Tuesdays the next team meets.", []),
    ("Do so within a month of the date of our final decision.",
     [("within a month of the date of our final decision", "time_limit")]),
    ("One month from this decision it will report.", [("One month from this decision", "time_limit")]),
    ("Audit files over the next six weeks and in three months' time.",
     [("over the next six weeks", "time_limit"), ("in three months", "time_limit")]),
    ("Report to us every six weeks.", [("every six weeks", "time_limit")]),
    ("Write to them without further delay.", [("without further delay", "time_limit")]),
    ("Review plans every 12 months, and visit once a quarter.", []),
    ("Answer within 20 working days of receiving a complaint.", []),
    ("Issue plans within the statutory 20 weeks.", []),
    ("Children out of school for more than 15 days, or twice in a year, get tuition for up to 12 weeks.", []),
    ("A two-year-old, people aged 16 to 25 years and Year 6 pupils.", []),
    ("It acts without delay, within reason and within school hours.", []),
    ("It was put right on 3rd of May 2024, 31/03/2025, 31.3.2025, 2025-03-31 and March 31.",
     [("3rd of May 2024", "date"), ("31/03/2025", "date"), ("31.3.2025", "date"), ("2025-03-31", "date"),
      ("March 31", "date")]),
    ("Those charged since April 2023, in June, in 2019 or in 2024/25.",
     [("April 2023", "date"), ("June", "date"), ("2019", "date"), ("2024/25", "date")]),
    ("It changed on 3.3.25; by 4.12.24 it had not. Rule 2.1.10 stays, and 3.3.25 too.",
     [("3.3.25", "date"), ("by 4.12.24", "time_limit")]),
    ("Train staff within 12wks, in 6 wks or 2mths after the decision, and check records 24hrs a day.",
     [("within 12wks", "time_limit"), ("in 6 wks", "time_limit"), ("2mths after the decision", "time_limit")]),
    ("Between 2019 and 2023 it changed.", [("2019", "date"), ("2023", "date")]),
    ("Follow the Care Act 2014, the Children Act 1989, section 117 and the 2015 Code.", []),
    ("Its Housing Strategy 2022-2027 and Local Plan 2030 stay.", []),
    ("It may march on; see paragraph 2.1.10 and form 24/7.", []),
    ("It reviews the list each April.", []),
]  # fmt: skip
NUMBERS = [
    ("See 19 012 345, 19012346 and 19-012-347-1.",
     [("19 012 345", "case_reference"), ("19012346", "case_reference"), ("19-012-347-1", "case_reference")]),
    ("Quote reference CRM-22319 and case 23 001-2.",
     [("CRM-22319", "case_reference"), ("23 001-2", "case_reference")]),
    ("It paid £19 012 345 and £1,500.", []),
    ("Write to a.b+c@dept.example.org or @home.", [("a.b+c@dept.example.org", "email")]),
    ("Ring 020 7946 0123, (01234) 567890 or +44 7700 900123.",
     [("020 7946 0123", "phone"), ("(01234) 567890", "phone"), ("+44 7700 900123", "phone")]),
    ("Ring 101, 111 or 999.", []),
    ("NHS 943 476 5919, 943-476-5919 and 9434765919 are one person; QQ123456C is nobody, AB 12 34 56 C somebody.",
     [("943 476 5919", "personal_number"), ("943-476-5919", "personal_number"), ("9434765919", "personal_number"),
      ("AB 12 34 56 C", "personal_number")]),
    ("Of 943 476 5918 rows 9434765910 were read.", []),
    ("It closed homes in SW1A 1AA and ls1 4ap.", [("SW1A 1AA", "postcode"), ("ls1 4ap", "postcode")]),
    ("Form P45, road A12 and the H1 2nd floor.", []),
]  # fmt: skip


@pytest.fixture(scope="module")
def guard() -> Guard:
    """The guard as shipped, in an office with three authorities."""
    return Guard(packaged_rulebook().publication, BODIES)


@pytest.mark.parametrize(("sentence", "names"), NAMES)
def test_names_of_people_are_found_and_those_of_things_are_not(guard: Guard, sentence: str, names: list[str]) -> None:
    found = guard.check(sentence)
    assert [each.words for each in found] == names
    assert {each.what for each in found} <= {What.NAME}


@pytest.mark.parametrize(("sentence", "expected"), [*TIMES, *NUMBERS])
def test_the_rest_is_found_with_what_it_is(guard: Guard, sentence: str, expected: list[tuple[str, str]]) -> None:
    found = guard.check(sentence, ["23 001", "23 001-1"])
    assert [(each.words, each.what.value) for each in found] == expected


def test_a_finding_says_its_place_and_why(guard: Guard) -> None:
    text = "Train staff within 3 months. Tell Mr X."
    first, second = guard.check(text)
    assert first == Finding(12, 27, "within 3 months", What.TIME_LIMIT, "a time limit: it says within what time")
    assert (text[second.start : second.end], second.why) == ("Mr X", "a title stands before it")


@pytest.mark.parametrize(
    ("sentence", "words", "what"),
    [
        ("It told Ja\u200bne Bro\u00adwn.", "Ja\u200bne Bro\u00adwn", What.NAME),
        ("It told M\u200brs Smith.", "M\u200brs Smith", What.NAME),
        ("Write to jane.brown\uff20example.org now.", "jane.brown\uff20example.org", What.EMAIL),
        ("Write to jane.brown (at) example (dot) org now.", "jane.brown (at) example (dot) org", What.EMAIL),
        ("Write to jane@\u200bexample.org now.", "jane@\u200bexample.org", What.EMAIL),
        ("Call 0770\u20600 900123 now.", "0770\u20600 900123", What.PHONE),
        ("Call \uff10\uff17\uff17\uff10\uff10 \uff19\uff10\uff10\uff11\uff12\uff13.", None, What.PHONE),
        ("He lives in SW1A\u200b1AA today.", "SW1A\u200b1AA", What.POSTCODE),
        ("Case 19\ufe0f 012\u200d 345 shows it.", "19\ufe0f 012\u200d 345", What.CASE_REFERENCE),
        ("Train staff within three mon\ufeffths.", "within three mon\ufeffths", What.TIME_LIMIT),
    ],
)
def test_nothing_hides_behind_what_nobody_sees(guard: Guard, sentence: str, words: str | None, what: What) -> None:
    (finding,) = guard.check(sentence)
    assert finding.what is what
    assert finding.words == sentence[finding.start : finding.end]
    assert words in (None, finding.words)


def test_a_reference_of_its_own_case_is_found_whatever_its_shape(guard: Guard) -> None:
    assert [each.words for each in guard.check("As in case A/77-b1.", ["A/77-b1"])] == ["A/77-b1"]
    assert guard.check("As in case A/778.", ["A/77"]) == []
    assert guard.check("One of 23.", ["23"]) == []


@pytest.mark.parametrize("allowed", ["Mr Whippy", "0300 061 0614", "help@ofsted.example", "1 April 2030"])
def test_what_the_office_allows_is_not_found(allowed: str) -> None:
    rules = packaged_rulebook().publication
    text = f"See {allowed} about it."
    assert len(Guard(rules).check(text)) == 1
    assert Guard(rules, [allowed]).check(text) == []


FINDINGS = [
    Finding(0, 4, "Mr X", What.NAME, ""),
    Finding(9, 13, "Mr  X", What.NAME, ""),
    Finding(20, 24, "2019", What.DATE, ""),
]


def test_every_finding_is_overruled_by_its_words_with_a_reason() -> None:
    done = overrule(FINDINGS, {"mr x": " a shop ", "2019": "the year of the policy"})
    assert done == [
        Overruling("Mr  X", What.NAME, "a shop"),
        Overruling("2019", What.DATE, "the year of the policy"),
    ]
    assert overrule([], {}) == []


@pytest.mark.parametrize(
    ("reasons", "words"),
    [
        ({"Mr X": "a shop"}, r"may not be published: '2019' \(date\); change it"),
        ({"Mr X": "a shop", "2019": " "}, "expected why '2019' may stand"),
        ({"Mr X": "a shop", "2019": "why", "2020": "why"}, "'2020' was not found"),
    ],
)
def test_what_is_left_or_lacks_a_reason_is_refused(reasons: dict[str, str], words: str) -> None:
    with pytest.raises(Refused, match=words):
        overrule(FINDINGS, reasons)


def test_a_refusal_names_five_findings_and_keeps_all() -> None:
    many = [Finding(at, at + 1, str(at), What.DATE, "") for at in range(7)]
    with pytest.raises(Unpublishable, match=r"'4' \(date\) and 2 more; change it") as caught:
        overrule(many, {})
    assert caught.value.findings == tuple(many)
