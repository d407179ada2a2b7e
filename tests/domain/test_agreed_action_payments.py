"""A sum is surely to be paid, or it is asked about, or set aside with why: what is cancelled, raised, counted (L4)."""

from __future__ import annotations

import pytest

from tests.support.agreed_action import aside, only, read, topics

PAID, RANGE, EACH, TOTAL, START = "sum_paid", "sum_range", "sum_each", "sum_total", "sum_start"


def sums(words: str) -> list[str]:
    """The sums of the one proposal of a text that asks for these words."""
    return [
        f"{each.value:.2f}{f' per {each.per}' if each.per else ''}"
        for each in only(f"The Council will {words}").amounts
    ]


def asked(text: str) -> list[str]:
    """What is asked about sums."""
    return [each.split()[1] for each in topics(text) if "sum" in each]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("refund the £80 Penalty Charge Notice to Mrs L and the £262 she paid to the bailiffs", ["80.00", "262.00"]),
        ("pay Mr B £200 to recognise the distress and £100 to recognise his time and trouble", ["200.00", "100.00"]),
        ("refund the £300 she has already paid for transport", ["300.00"]),
        ("pay Ms F, as executor of her late mother's estate, £750", ["750.00"]),
        ("apologise and offer Ms G £100 for the avoidable frustration", ["100.00"]),
        ("provide Ms G with a written apology and £100", ["100.00"]),
        ("make an ex gratia payment to the family of £1,000", ["1000.00"]),
        ("send Mr X a cheque for £300", ["300.00"]),
        ("remedy the injustice to Mr H by paying him £150", ["150.00"]),
        ("recognise the impact on Mr H with a symbolic payment of £400", ["400.00"]),
        ("arrange for £200 to be paid into Ms M's bank account", ["200.00"]),
        ("ensure that Ms A is paid £300", ["300.00"]),
        ("honour its offer to pay £300", ["300.00"]),
        ("backpay her £640 and contribute £450 to her costs", ["640.00", "450.00"]),
        ("pay £300, which must not be offset against any rent arrears", ["300.00"]),
        ("pay a further £100 to Mr Z, on top of the £150 already paid", ["100.00"]),
        ("pay Ms D £300 for distress; £100 for time and trouble; £50 for costs", ["300.00", "100.00", "50.00"]),
        ("pay £1,500 for distress and risk of harm, and a further £500 for her son's distress", ["1500.00", "500.00"]),
        ("reimburse Mr X for the cost of respite (£640) and transport (£112)", ["640.00", "112.00"]),
        ("refund her £23.50 fee, together with interest of £2.10", ["23.50", "2.10"]),
        ("pay £50 pw from 3 July 2023 until 4 March 2024", ["50.00 per week"]),
        ("pay £100-a-month from 3 July 2023 until 4 March 2024", ["100.00 per month"]),
        ("pay Mr X £300 to repay his loan and £100 for the distress it will have caused him", ["300.00", "100.00"]),
        (
            "pay Mr X £300 as it will not be able to repair the fridge, and refund the £80 paid by Mr X",
            ["300.00", "80.00"],
        ),
        (
            "arrange for its Chief Executive to meet him and pay him £50, and for £30 to be paid by cheque",
            ["50.00", "30.00"],
        ),
        ("pay Mr X £300 for not telling him where it was sent, or if it had made mistakes", ["300.00"]),
        ("pay Mr X £300 and, when he sends receipts, a further £100", ["300.00", "100.00"]),
    ],
)
def test_what_is_surely_to_be_paid_is_not_asked_about(words: str, found: list[str]) -> None:
    text = f"The Council will {words}, by 1 November 2024."
    assert (sums(f"{words}, by 1 November 2024."), asked(text)) == (found, [])


@pytest.mark.parametrize(
    ("words", "topics_asked"),
    [
        # Cancelled, waived, reduced, or only spoken of.
        ("cancel invoices for March to June 2024 totalling £3,120", [PAID]),
        ("cancel the £70 penalty charge notice and pay Mr X £100", [PAID]),
        ("repay £300 and cancel the remaining debt of £450", [PAID]),
        ("reduce her charges by £25 per week from 6 April 2024 and refund £1,100", [PAID]),
        ("waive £600 of the debt and accept £50 per month", [PAID, PAID]),
        ("pay £1,050.50 and write off £60 of arrears", [PAID]),
        ("pay Ms A £300 and within two weeks of this decision waive the £70 fee", [PAID]),
        ("repay the £75 and not charge her the £20 fee", [PAID]),
        ("pay Ms A £300 and have the £70 penalty cancelled", [PAID]),
        ("confirm in writing that the £2,300 debt will not be pursued", [PAID]),
        ("put in place a payment plan of £20 a month", [PAID]),
        ("apologise to Mr L for its failure to pay the £1,200 grant", [PAID]),
        ("apologise for wrongly charging Mr K £90", [PAID]),
        ("consider making a payment of £300 to Ms X", [PAID]),
        ("review whether it should pay Mr K the £500 grant", [PAID]),
        ("provide evidence of the payment of £300", [PAID]),
        ("agree with Mr X how he will pay £20 a month", [PAID]),
        ("write to Mr X so that he can pay the £90 fee", [PAID]),
        ("pay Ms G £300 and write to her about the £1,900 arrears", [PAID]),
        ("repair the fridge, or pay Ms A £200", [PAID]),
        ("recalculate her contribution as she has £14,250 of capital", [PAID]),
        # What somebody else pays.
        ("pay Mr B £900 for distress, and Mr B will pay the Council £200 for his arrears", [PAID]),
        ("pay Mr B £900, and Mr B will repay the Council £200", [PAID]),
        ("pay Mr B £900; Mr B will then pay the £200 licence fee", [PAID]),
        ("pay Mr B £900 for distress and Mr B has agreed to pay £100", [PAID]),
        ("pay Mr B £900 for distress and its contractor must also pay £200", [PAID]),
        ("pay Mr B £900 for distress; its insurer pays £200", [PAID]),
        ("pay Mr B £900 for distress and Mr B to pay the Council £200", [PAID]),
        ("pay Mr B £900 for distress, with £200 to be paid by its contractor", [PAID]),
        ("pay Mr B £900 for distress and he will pay £200", [PAID]),
        # Raised to another sum.
        ("double the payment of £300 it previously offered to £600, and pay it", [RANGE, RANGE]),
        ("increase the amount it pays to £600 from £350", [RANGE, RANGE]),
        ("increase its offer by a sum of £100", [RANGE]),
        # A part, a multiple, or more.
        ("pay 50% of the £1,840 removal costs", [RANGE]),
        ("pay half of his £600 legal fees", [RANGE]),
        ("pay double the £300 it offered", [RANGE]),
        ("pay Mrs R the difference between the £57.20 she received and the £83.10 she was due", [RANGE]),
        ("pay interest on the £3,400", [RANGE]),
        ("pay Mr O £300 plus interest at 4% from 1 May 2024", [RANGE]),
        ("reimburse the fee of £1,100 plus VAT", [RANGE]),
        ("pay Ms A £200 towards the £900 cost", [RANGE]),
        ("pay Ms A no more than £500", [RANGE]),
        ("pay Ms A £50 a week from 1 May 2024, capped at £400", [RANGE]),
        ("pay Mr Y £0.45 for his journey", [RANGE]),
        ("pay Mr Y 25p for his journey", [RANGE]),
        ("pay him £1 000", [RANGE]),
        # Paid in part already.
        ("pay £250 (it has already paid £100 so £150 is outstanding)", [RANGE, TOTAL]),
        ("pay £500, including the £200 already paid", [RANGE]),
        ("pay £250 (£150 of which has already been paid)", [RANGE]),
        ("pay £250 (of which £100 has been paid)", [RANGE]),
        # Paid already, perhaps.
        ("pay the resident the £600 it offered at stage two if it has not already done so", [PAID]),
        ("pay Mr B £600 for distress, unless it has already done so", [PAID]),
        ("pay Mr B £600 compensation (if not already paid)", [PAID]),
        ("pay Mr B £600, if this has not been paid already", [PAID]),
        ("pay Mr B £600 where the Council has not yet made it", [PAID]),
        # Beside another sum.
        ("pay the remaining £150 of the £400 it offered", [TOTAL]),
        ("pay £300 for the distress and worry caused by the £1,900 bill", [TOTAL]),
        ("pay £300 in addition to the £150 it has offered", [TOTAL]),
        ("pay £425, which replaces the £300 it offered before", [TOTAL]),
        ("pay the £900 grant or the £700 loan", [TOTAL]),
        ("pay Mr X £450 (£300 more than it offered)", [TOTAL]),
        ("pay the £1,500 shown in the table, £500 of it at once", [TOTAL]),
        ("pay the resident £600, made up of", [TOTAL]),
        # Several times.
        ("pay Mr A two payments of £150", [EACH]),
        ("pay Mr A £150 twice", [EACH]),
        ("pay Mr A 3 x £150", [EACH]),
        ("pay Ms A £50 per missed visit", [EACH]),
        ("pay Ms N £150 and her sister Ms P the same", [EACH]),
        ("pay the three complainants £75", [EACH]),
    ],
)
def test_what_may_not_be_paid_as_it_stands_is_asked_about(words: str, topics_asked: list[str]) -> None:
    found = asked(f"The Council will {words}, by 1 November 2024.")
    assert [each for each in found if each != START] == topics_asked


@pytest.mark.parametrize(
    "behind",
    [
        "From this it may deduct the £150 she was paid.",
        "If Mr S owes council tax, the Council may offset the payment against these arrears.",
        "This includes the £200 it has already paid.",
        "It has already paid £100 of this.",
    ],
)
def test_what_a_later_sentence_takes_off_is_asked_about(behind: str) -> None:
    assert asked(f"The Council will pay Ms A £300 by 1 November 2024. {behind}") == [RANGE]


@pytest.mark.parametrize(
    "behind",
    [
        "It should not take this off any arrears.",
        "This is in addition to the £250 it has already paid.",
        "It will pay Mr B £500 for his delay, which it has already offered.",
        "It will review how it deducts charges.",
    ],
)
def test_what_a_later_sentence_leaves_as_it_is_is_not_asked_about(behind: str) -> None:
    assert asked(f"The Council will pay Ms A £300 by 1 November 2024. {behind}") == []


@pytest.mark.parametrize(
    ("item", "about_it"),
    [
        ("Payment of £200 to Ms A", []),
        ("£150 for her son", []),
        ("A refund of £35", []),
        ("Distress: £200", []),
        ("For her distress, £200", []),
        ("Cancellation of the £90 invoice", [PAID]),
        ("A reduction of £20 in her charges", [PAID]),
        ("Arrears to be written off: £300", [PAID]),
        ("£100 discount on her council tax", [PAID]),
        ("Offset the payment of £300", [PAID]),
    ],
)
def test_a_sum_that_no_verb_stands_before(item: str, about_it: list[str]) -> None:
    assert asked(f"By 1 November 2024 the Council will:\n- review its policy;\n- {item}.") == about_it


def test_items_under_a_line_that_waives_are_asked_about() -> None:
    text = "By 1 November 2024 the Council will {}:\n- £300 of the debt;\n- £82 of the costs."
    assert asked(text.format("waive")) == [PAID, PAID]
    assert asked(text.format("pay Ms A")) == []


@pytest.mark.parametrize(
    ("lead", "about_them"), [("pay", []), ("pay compensation to", []), ("waive", [PAID] * 2), ("consider", [PAID] * 2)]
)
def test_whom_the_items_beneath_a_line_that_pays_name_is_paid(lead: str, about_them: list[str]) -> None:
    assert asked(f"By 1 November 2024 the Council will {lead}:\n- Mr B £300;\n- the resident £200.") == about_them


@pytest.mark.parametrize("marks", [("  a) ", "  b) "), ("  - ", "  - "), ("- ", "- ")])
@pytest.mark.parametrize("item", ["pay the following sums:", "pay compensation as follows:"])
def test_sums_beneath_an_item_that_pays_them_are_of_it(item: str, marks: tuple[str, str]) -> None:
    first, second = marks
    text = f"By 1 November 2024 the Council will:\n- apologise;\n- {item}\n{first}£300 to Mr B;\n{second}£200 to Mrs B."
    assert [len(each.amounts) for each in read(text).proposals] == [0, 2]
    assert asked(text) == []


def test_a_total_from_which_something_is_taken_off_is_asked_about() -> None:
    text = (
        "The Council will pay Mr U £100 a month from March 2024 to July 2024, a total of £500, "
        "less £200 already paid, by 1 November 2024."
    )
    assert asked(text) == [RANGE]
    assert aside(text) == ["£500", "£200"]


def test_the_question_says_that_a_sum_may_not_be_paid() -> None:
    (question,) = [
        each for each in read("The Council will waive the £70 fee by 1 November 2024.").questions if "sum" in each.topic
    ]
    assert question.words == (
        "Proposal 1: the text does not say that “£70” is to be paid: it may be cancelled, waived, paid already or by "
        "somebody else, or only spoken of. Which sums are to be paid, or none?"
    )
