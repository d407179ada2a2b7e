"""Files that authorities sent: shown where that is safe, else a download, and never run as anything of ours (E1, K)."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import FileResponse, Response

from compliance.documents.evidence_files import path_of
from compliance.documents.shown_files import Look, shown_as
from compliance.domain.errors import NotFound
from compliance.domain.people import Permission
from compliance.runtime import Installation
from compliance.usecases.open_evidence import EvidenceFile, open_evidence
from compliance.usecases.web_session import SignedIn
from compliance.web.audit import note_personal_remedies
from compliance.web.opening import Office
from compliance.web.permits import NotPermitted, needs
from compliance.web.wording import whole_number

LONGEST_NUMBER = 9
# A file loads nothing, runs nothing, sends nothing, and is of no origin at all.
FILE_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"
PERSONAL = "It is evidence about a personal remedy, and none of your roles lets you read those"
Reader = Annotated[SignedIn, Depends(needs(Permission.SEE_CASES))]


def evidence_routes() -> APIRouter:
    """The routes."""
    router = APIRouter()
    router.get("/evidence/{number}")(evidence_file)
    return router


def evidence_file(request: Request, office: Office, signed: Reader, number: str, download: str = "") -> Response:
    """The file of a piece of evidence; with `download` to be kept, whatever it is."""
    found = _looked_up(office, number)
    if found.personal and not signed.may(Permission.SEE_PERSONAL_REMEDIES):
        raise NotPermitted(PERSONAL)
    path = kept(office, found.sha256)
    shown = shown_as(path, found.media_type)
    if found.personal:
        note_personal_remedies(office, signed, {found.case: found.personal}, int(number))
    inline = shown.look is not Look.NOTHING and not download
    return FileResponse(
        path,
        media_type=shown.media_type,
        filename=found.name,
        content_disposition_type="inline" if inline else "attachment",
        # Asked for in pieces, each of them would be one view more in the history.
        headers={"Content-Security-Policy": FILE_POLICY, "Accept-Ranges": "none"},
    )


def kept(office: Installation, sha256: str) -> Path:
    """Where the file of that content lies; raises NotFound where it is not in the evidence folder."""
    path = path_of(office.settings.evidence_folder, sha256)
    if not path.is_file():
        raise NotFound("this file is not in the evidence folder: whoever looks after Amends has to bring it back")
    return path


def _looked_up(office: Installation, number: str) -> EvidenceFile:
    identifier = whole_number(number, LONGEST_NUMBER)
    if identifier is None:
        raise NotFound("there is no such evidence")
    with office.store.reading() as session:
        return open_evidence(session, identifier)
