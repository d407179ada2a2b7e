"""Which text is an e-mail address, and which host is this machine."""

from __future__ import annotations

import pytest

from compliance.notify.addresses import is_loopback, is_mail_address, is_phone_number, split_name, wire_form


@pytest.mark.parametrize(
    "address",
    [
        "link.officer@northbury.example",
        "o'neill+remedies@northbury.gov.uk",
        "zoë@northbury.example",
        "用户@例子.example",
        "root@localhost",
        "a@b-c.example",
        "x" * 64 + "@b.example",
    ],
)
def test_an_address(address: str) -> None:
    assert is_mail_address(address)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "nobody",
        "@northbury.example",
        "someone@",
        "someone@northbury",
        "someone@@northbury.example",
        "a@b@c.example",
        "some one@northbury.example",
        "someone@northbury..example",
        "someone@-northbury.example",
        ".someone@northbury.example",
        "some..one@northbury.example",
        "someone@127.0.0.1",
        "someone@[127.0.0.1]",
        "Some One <someone@northbury.example>",
        "a@b.example,c@d.example",
        "a@b.example\r\nBcc: c@d.example",
        "a@b.example\n",
        "a@b.example\u2028",
        "a\u200b@b.example",
        "a@" + "b" * 64 + ".example",
        "x" * 65 + "@b.example",
        "a@" + "b.example" * 40,
        "https://northbury.example",
    ],
)
def test_no_address(address: str) -> None:
    assert not is_mail_address(address)


def test_the_domain_travels_in_ascii() -> None:
    assert wire_form("zoë@büro.example") == "zoë@xn--bro-hoa.example"


def test_a_name_with_an_address() -> None:
    assert split_name('"Ombudsman, Office of the" <a@b.example>') == ("Ombudsman, Office of the", "a@b.example")
    assert split_name("a@b.example") == ("", "a@b.example")
    with pytest.raises(ValueError, match="not an e-mail address"):
        split_name("Office <nobody>")
    with pytest.raises(ValueError, match="not an e-mail address"):
        split_name("Office\r\nBcc: x@y.example <a@b.example>")


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST", "127.0.0.1", "127.8.9.10", "::1"])
def test_this_machine(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize(
    "host", ["mail.example", "128.0.0.1", "localhost.mail.example", "127.0.0.1.mail.example", "::2"]
)
def test_another_machine(host: str) -> None:
    assert not is_loopback(host)


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("+447700900123", True),
        ("+33612345678", True),
        ("07700900123", False),
        ("+0447700900123", False),
        ("+44 7700 900123", False),
        ("+4477", False),
        ("+4477009001234567", False),
        ("+44770090012٣", False),
        ("", False),
    ],
)
def test_phone_numbers_in_international_form(text: str, is_one: bool) -> None:
    assert is_phone_number(text) is is_one
