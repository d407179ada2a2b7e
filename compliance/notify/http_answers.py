"""What it means when an HTTP request ends without an answer: had anybody been given it? (rule R2.5)."""

from __future__ import annotations

import ssl

import requests
from urllib3.exceptions import ConnectTimeoutError, MaxRetryError, NewConnectionError

LONGEST_DETAIL = 300
# Said in the handshake, before a request is written.
NO_HANDSHAKE = frozenset({"WRONG_VERSION_NUMBER", "UNSUPPORTED_PROTOCOL", "CERTIFICATE_VERIFY_FAILED"})
NEVER_WRITTEN = (
    requests.exceptions.InvalidURL,
    requests.exceptions.InvalidHeader,
    requests.exceptions.InvalidSchema,
    requests.exceptions.MissingSchema,
    requests.exceptions.ConnectTimeout,
    requests.exceptions.ProxyError,
)


def may_have_arrived(error: requests.RequestException) -> bool:
    """Whether the other side may have the request that ended in this error: only a failed connection rules it out."""
    if isinstance(error, NEVER_WRITTEN):
        return False
    return not any(_is_of_connecting(each) for each in _causes(error))


def is_untrusted(error: requests.RequestException) -> bool:
    """Whether the other side could not prove who it is, or does not speak TLS."""
    return any(isinstance(each, ssl.SSLError) and each.reason in NO_HANDSHAKE for each in _causes(error))


def why(error: BaseException) -> str:
    """The innermost reason in one short line, without the address that was called: it may hold a secret."""
    innermost = _causes(error)[-1]
    if isinstance(innermost, TimeoutError | requests.Timeout):
        return "no answer in time"
    if isinstance(innermost, OSError) and innermost.strerror:
        return innermost.strerror[:LONGEST_DETAIL]
    words = "".join(" " + letter.lower() if letter.isupper() else letter for letter in type(innermost).__name__)
    return words.removesuffix(" error").strip()


def _is_of_connecting(error: BaseException) -> bool:
    if isinstance(error, NewConnectionError | ConnectTimeoutError):
        return True
    return isinstance(error, ssl.SSLError) and error.reason in NO_HANDSHAKE


def _causes(error: BaseException) -> list[BaseException]:
    """An error and what lies beneath it, outermost first; libraries hide it as an argument, a reason or a cause."""
    found: list[BaseException] = []
    following: object = error
    while isinstance(following, BaseException) and following not in found:
        found.append(following)
        following = _beneath(following)
    return found


def _beneath(error: BaseException) -> object:
    if isinstance(error, MaxRetryError):
        return error.reason
    hidden = [each for each in error.args if isinstance(each, BaseException)]
    return hidden[0] if hidden else error.__cause__ or error.__context__
