"""Import cases from uploaded files: every error by row, then what would be created, then, confirmed, the import."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, fields, replace
from threading import Lock
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from compliance.documents.exchange import TABLES
from compliance.documents.reading_trial import require_readable
from compliance.domain.errors import AmendsError, Fault, MalformedImport, NotFound, Refused
from compliance.domain.people import Permission
from compliance.runtime import Installation, machine_now
from compliance.usecases.import_folder import import_folder
from compliance.usecases.import_plan import ImportReport
from compliance.usecases.web_session import SignedIn
from compliance.web.forms import FILES_AGAIN, Entered, Form
from compliance.web.guards import hidden_fields
from compliance.web.opening import Office
from compliance.web.pages import page
from compliance.web.permits import Sent, needs
from compliance.web.spreadsheet import spreadsheet
from compliance.web.uploads import Preview, Upload, WaitingRoom
from compliance.web.wording import NOT_TAKEN, SEE_OTHER, capital

MOST_SHOWN = 1000
PATIENCE_SECONDS = 60
FAULT_COLUMNS = tuple(each.name for each in fields(Fault))
AGES = ("live", "history")
CHANGED_SINCE = (
    "Somebody has changed what is on record since you looked, or another day has begun: nothing was imported, look at"
    " what would be written now"
)
# What a page shows of an import goes along with its confirmation.
LOOKED_AT = "looked_at"
Importer = Annotated[SignedIn, Depends(needs(Permission.IMPORT_CASES))]
# One at a time: reading takes memory, and a second import would wait for the first one anyway.
_READING = Lock()


def import_routes() -> APIRouter:
    """The routes."""
    router = APIRouter()
    router.get("/import")(ask)
    router.post("/import")(send)
    router.get("/import/{name}/faults.csv")(fault_sheet)
    router.get("/import/{name}")(look)
    router.post("/import/{name}")(confirm)
    return router


def ask(request: Request, office: Office, signed: Importer) -> Response:
    """The form for the files."""
    return _ask(request, signed, None)


def send(request: Request, office: Office, signed: Importer, form: Form, sent: Sent) -> Response:
    """Check what was sent: every error on one page, or a page that shows what would be created. Nothing is written."""
    room = _room(office)
    room.sweep(machine_now())
    files = form.files.get("files", [])
    age = form.pick("age", AGES, "whether these cases are live or history")
    if not files:
        form.fault("files", "Choose the files to import")
    elif not form.ok:
        form.files_again("files")
    if not form.ok:
        return _ask(request, signed, form)
    upload = None
    try:
        upload = room.receive(files, signed.person.identifier, machine_now(), history=age == "history")
        with _alone():
            require_readable(room.source(upload))
            room.note(replace(upload, preview=_run(office, signed, room, upload)))
        return RedirectResponse(f"/import/{upload.name}", SEE_OTHER)
    except MalformedImport as reason:
        form.fault("files", f"{capital(str(reason))}: mend the files and choose them again")
        return _ask(request, signed, form, reason.faults, _noted(room, upload, reason.faults))
    except AmendsError as reason:
        form.fault("files", f"{_without_path(reason, room, upload)}. {FILES_AGAIN}")
    if upload is not None:
        room.take_away(upload)
    return _ask(request, signed, form)


def fault_sheet(office: Office, signed: Importer, name: str) -> Response:
    """All that is wrong with an upload, as CSV for whoever mends it."""
    room = _room(office)
    faults = room.faults_of(room.find(name, signed.person.identifier))
    return spreadsheet("faults", FAULT_COLUMNS, faults)


def _noted(room: WaitingRoom, upload: Upload | None, faults: Sequence[Fault]) -> str:
    """Where all the faults are to be had for a day; the files themselves are taken away."""
    if upload is None:
        return ""
    room.note_faults(upload, faults)
    room.forget_files(upload)
    return f"/import/{upload.name}/faults.csv"


def look(request: Request, office: Office, signed: Importer, name: str) -> Response:
    """What an upload would create, or what it did."""
    return _preview(request, signed, _found(_room(office), signed, name))


def confirm(request: Request, office: Office, signed: Importer, name: str, sent: Sent) -> Response:
    """Import what was looked at; confirmed again it changes nothing more.

    Where others have changed since what it would do, nothing is written, and what it would do now is shown instead.
    """
    room = _room(office)
    with _alone():
        upload = _found(room, signed, name)
        if not upload.done:
            try:
                done = _run(office, signed, room, upload, sent.value(LOOKED_AT))
            except MalformedImport as reason:
                more = max(0, len(reason.faults) - MOST_SHOWN)
                upload = replace(upload, faults=reason.faults[:MOST_SHOWN], more=more)
                error = capital(str(reason))
                room.note(upload)
                room.note_faults(upload, reason.faults)
            except _Otherwise as reason:
                upload, error = replace(upload, preview=reason.now, faults=(), more=0), str(reason)
                room.note(upload)
            except Refused as reason:
                error = _without_path(reason, room, upload)
            else:
                room.note(replace(upload, preview=done, done=True, faults=(), more=0))
                room.forget_files(upload)
                return RedirectResponse(f"/import/{upload.name}", SEE_OTHER)
            return _preview(request, signed, upload, error)
    return RedirectResponse(f"/import/{upload.name}", SEE_OTHER)


def _found(room: WaitingRoom, signed: SignedIn, name: str) -> Upload:
    """An upload of the person's own that was looked at; raises NotFound."""
    upload = room.find(name, signed.person.identifier)
    if upload.preview is None:
        raise NotFound("there is no such upload: send the files again")
    return upload


class _Otherwise(Refused):
    """What an import would do is not what was looked at; `now` is what it would do now."""

    def __init__(self, now: Preview) -> None:
        super().__init__(CHANGED_SINCE)
        self.now = now


def _run(
    office: Installation, signed: SignedIn, room: WaitingRoom, upload: Upload, looked_at: str | None = None
) -> Preview:
    """What the import of an upload would do; where the page that was `looked_at` is given, do it.

    Raises _Otherwise where it is not what that page showed.
    """

    def as_looked_at(report: ImportReport) -> None:
        now = _preview_of(report, upload)
        if looked_at is not None and now.mark != looked_at:
            raise _Otherwise(now)

    report = import_folder(
        office.store,
        office.rulebook,
        office.moment(signed.person.name),
        room.source(upload),
        history=upload.history,
        dry_run=looked_at is None,
        evidence_folder=office.settings.evidence_folder,
        address_fault=office.switchboard.fault,
        agreed=as_looked_at,
    )
    return _preview_of(report, upload)


def _preview_of(report: ImportReport, upload: Upload) -> Preview:
    counts = {name: asdict(each) for name, each in report.counts.items()}
    shown = (report.first, report.left_to_people, report.changes, report.added, report.left_out)
    unread = [name for name in upload.file_names if name not in report.read]
    return Preview(counts, report.steps_planned, *shown, unread=unread, written=report.mark)


def _room(office: Installation) -> WaitingRoom:
    return WaitingRoom(office.settings.upload_folder)


@contextmanager
def _alone() -> Iterator[None]:
    if not _READING.acquire(timeout=PATIENCE_SECONDS):
        raise Refused("somebody else's files are being imported: try again in a minute")
    try:
        yield
    finally:
        _READING.release()


def _ask(
    request: Request, signed: SignedIn, form: Entered | None, faults: Sequence[Fault] = (), sheet: str = ""
) -> Response:
    return page(
        request,
        "import/ask.html",
        NOT_TAKEN if form else 200,
        form=form,
        faults=faults[:MOST_SHOWN],
        more=max(0, len(faults) - MOST_SHOWN),
        sheet=sheet,
        tables=TABLES,
        own=hidden_fields(signed),
    )


def _preview(request: Request, signed: SignedIn, upload: Upload, error: str = "") -> Response:
    return page(
        request,
        "import/preview.html",
        NOT_TAKEN if error else 200,
        upload=upload,
        preview=upload.preview,
        error=error,
        most=MOST_SHOWN,
        own=hidden_fields(signed) | ({LOOKED_AT: upload.preview.mark} if upload.preview else {}),
    )


def _without_path(reason: Exception, room: WaitingRoom, upload: Upload | None) -> str:
    """The one line of what was wrong, with the name of what was sent and not where it waits on this machine."""
    said = " ".join(str(reason).split())
    if upload is None:
        return capital(said)
    path = str(room.source(upload))
    if upload.source_name and said.startswith(path):
        return said.replace(path, upload.source_name)
    return capital(said.replace(path, upload.source_name or "the upload"))
