"""What a form did is said once, on the page that follows, and only to whoever sent the form.

It travels in a cookie that is signed with the secret of the session, lasts a minute or two and ends with that page: an
address that is reloaded, kept or typed tells of nothing that was not done.
"""

from __future__ import annotations

import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import asdict, dataclass
from datetime import timedelta
from hashlib import sha256
from urllib.parse import unquote, urlsplit

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from compliance.runtime import machine_now
from compliance.web.session import drop_cookie, read_cookie, set_cookie
from compliance.web.wording import SEE_OTHER

COOKIE = "amends-told"
LASTS = timedelta(minutes=2)
# Between the address that a form leads to and what is told there: no address has such a character.
BETWEEN = "\n"


@dataclass(frozen=True)
class Told:
    """What was done, by its name; `to` names what it was done to, `again` how many messages go out because of it."""

    done: str = ""
    to: str = ""
    again: int = 0


NOTHING = Told()


def leads_to(address: str, done: str, to: str = "", again: int = 0) -> str:
    """What comes of a form as it is remembered: the address to go on to and what is told there."""
    return f"{address}{BETWEEN}{json.dumps(asdict(Told(done, to, again)))}"


def go_on(request: Request, led: str) -> RedirectResponse:
    """Go on to where a form led, and let the page there tell what was done."""
    address, _, told = led.partition(BETWEEN)
    answer = RedirectResponse(address, SEE_OTHER)
    if told:
        until = machine_now() + LASTS
        words = json.dumps([unquote(urlsplit(address).path), until.timestamp(), json.loads(told)])
        kept = urlsafe_b64encode(words.encode()).decode()
        set_cookie(answer, request, f"{kept}.{_signature(request, kept)}", name=COOKIE, expires=until)
    return answer


def what_was_done(request: Request) -> Told:
    """What the form did that led to this page; nothing for who comes another way. It is told once: see `forget`."""
    words, _, signature = read_cookie(request, COOKIE).partition(".")
    if not hmac.compare_digest(signature.encode(), _signature(request, words).encode()):
        return NOTHING
    path, until, told = json.loads(urlsafe_b64decode(words))
    if path != request.scope["path"]:
        return NOTHING
    request.state.told = True
    return Told(**told) if machine_now().timestamp() < until else NOTHING


def forget(request: Request, answer: Response) -> None:
    """Take away what a page has told."""
    if getattr(request.state, "told", False):
        drop_cookie(answer, request, COOKIE)


def _signature(request: Request, words: str) -> str:
    """Only who has the session's secret, which no script reads, can sign; in another session it is worth nothing."""
    return hmac.new(f"{COOKIE} {read_cookie(request)}".encode(), words.encode(), sha256).hexdigest()
