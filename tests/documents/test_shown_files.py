"""How files that others sent may be shown: by what they are, never by what they call themselves (E1)."""

from __future__ import annotations

from pathlib import Path

import pytest

from compliance.documents.shown_files import HEAD, Look, beginning_of, shown_as

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 20
SCRIPT = b"<html><script>alert(1)</script>"


@pytest.mark.parametrize(
    ("content", "media_type", "look", "served"),
    [
        (b"%PDF-1.7 ...", "application/pdf", Look.PDF, "application/pdf"),
        (PNG, "image/png", Look.IMAGE, "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg", Look.IMAGE, "image/jpeg"),
        (b"GIF89a", "image/gif", Look.IMAGE, "image/gif"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp", Look.IMAGE, "image/webp"),
        ("Dear Zoë,".encode(), "text/plain", Look.TEXT, "text/plain; charset=utf-8"),
        ("£250 paid".encode("windows-1252"), "text/plain", Look.TEXT, "text/plain; charset=windows-1252"),
        (b"a,b\r\n1,2\r\n", "text/csv", Look.TEXT, "text/plain; charset=utf-8"),
        (b"", "text/plain", Look.TEXT, "text/plain; charset=utf-8"),
        (SCRIPT, "text/plain", Look.TEXT, "text/plain; charset=utf-8"),
        (SCRIPT, "text/html", Look.NOTHING, "application/octet-stream"),
        (SCRIPT, "image/png", Look.NOTHING, "application/octet-stream"),
        (SCRIPT, "application/pdf", Look.NOTHING, "application/octet-stream"),
        (b"<svg onload='alert(1)'/>", "image/svg+xml", Look.NOTHING, "application/octet-stream"),
        (b"PK\x03\x04", "application/zip", Look.NOTHING, "application/octet-stream"),
        (b"alert(1)", "text/javascript", Look.NOTHING, "application/octet-stream"),
        (b"a\x00b", "text/plain", Look.NOTHING, "application/octet-stream"),
        (b"RIFF\x00\x00\x00\x00WAVE", "image/webp", Look.NOTHING, "application/octet-stream"),
        (b"", "image/png", Look.NOTHING, "application/octet-stream"),
        (PNG, "", Look.NOTHING, "application/octet-stream"),
    ],
)
def test_as_what_a_file_is_shown(tmp_path: Path, content: bytes, media_type: str, look: Look, served: str) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    shown = shown_as(path, media_type)
    assert (shown.look, shown.media_type) == (look, served)


@pytest.mark.parametrize("before", range(HEAD - 4, HEAD + 1))
def test_a_letter_cut_in_two_by_the_end_of_what_is_read_is_one(tmp_path: Path, before: int) -> None:
    path = tmp_path / "file"
    path.write_text("x" * before + "€€", encoding="utf-8")
    assert shown_as(path, "text/plain").media_type == "text/plain; charset=utf-8"
    assert beginning_of(path, HEAD + 100) == ("x" * before + "€€", False)


def test_the_beginning_of_a_text_says_whether_there_is_more_and_holds_no_tricks(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("one\ttwo\u202e\u200b\n" * 10, encoding="utf-8")
    assert beginning_of(path, 1000) == ("one\ttwo\n" * 10, False)
    assert beginning_of(path, 7) == ("one\ttwo", True)
    path.write_bytes("£5\n".encode("windows-1252") * 100_000)
    text, more = beginning_of(path, 10)
    assert (text, more) == ("£5\n£5\n£5\n£", True)
