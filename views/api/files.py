"""Data in and out by program: imports, the packs of a network, the alerts of all, and whose token it is."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import asdict
from typing import Annotated, Any, BinaryIO

from fastapi import APIRouter, File, Form, Query, Request, Response, UploadFile

from data.store import Store
from limits.actors import Actor
from limits.administration import import_as, take_back_import_as
from limits.notices import raised_alerts
from limits.planning import as_data, freeze_pack, open_pack, packs
from limits.trust import imports_on_record
from views.api import models
from views.api.bodies import Id, Month, ToFreeze, ToTakeBack
from views.api.callers import Caller
from views.api.paging import PageSize, PageToken, page
from views.api.routing import Key, NetworkId, problems, refuse_unknown, service

router = APIRouter(responses=problems())
FIELDS = frozenset({"files", "as_of", "month", "network_id", "unknown", "allow_decrease"})


@router.get("/me", response_model=models.Me, tags=["tokens"])
async def me(request: Request) -> Response:
    """Whose token this is, and what it is for."""
    caller: Caller = request.state.caller

    def work(_store: Store, person: Actor) -> dict[str, Any]:
        return asdict(caller.token) | {"email": person.email, "roles": person.role_words()}

    return await service(request).read(request, models.Me, work)


@router.get("/alerts", response_model=models.Page[models.Alert], tags=["alerts"])
async def list_alerts(request: Request, page_size: PageSize = 0, page_token: PageToken = "") -> Response:
    """Every alert that is raised, in the networks that this person may see."""

    def work(store: Store, person: Actor) -> dict[str, Any]:
        return page([asdict(state) for state in raised_alerts(store, person)], request, page_size, page_token)

    return await service(request).read(request, models.Page[models.Alert], work)


@router.get("/networks/{network_id}/packs", response_model=models.Page[models.Pack], tags=["packs"])
async def list_packs(
    request: Request, network_id: NetworkId, page_size: PageSize = 0, page_token: PageToken = ""
) -> Response:
    """The packs that were frozen for meetings."""

    def work(store: Store, person: Actor) -> dict[str, Any]:
        return page([asdict(pack) for pack in packs(store, person, network_id)], request, page_size, page_token)

    return await service(request).read(request, models.Page[models.Pack], work)


@router.get("/networks/{network_id}/packs/{pack_id}", response_model=models.PackSheet, tags=["packs"])
async def get_pack(request: Request, network_id: NetworkId, pack_id: Id) -> Response:
    """A pack with its figures as they were."""

    def work(store: Store, person: Actor) -> dict[str, Any]:
        pack, sheet = open_pack(store, person, network_id, pack_id)
        return {"pack": asdict(pack), "sheet": as_data(sheet)}

    return await service(request).read(request, models.PackSheet, work)


@router.post(
    "/networks/{network_id}/packs", response_model=models.Pack, status_code=201, tags=["packs"], responses=problems(409)
)
async def freeze(
    request: Request,
    network_id: NetworkId,
    said: ToFreeze,
    idempotency_key: Key = None,  # noqa: ARG001 - described here, read by the service
) -> Response:
    """Keeps the figures of now under a title."""

    def work(store: Store, person: Actor, _change_id: str | None) -> dict[str, Any]:
        return asdict(freeze_pack(store, person, network_id, said.title))

    return await service(request).write(request, "change", models.Pack, work, status=201, reference=network_id)


@router.get("/imports", response_model=models.Page[models.ImportedFile], tags=["imports"])
async def list_imports(request: Request, page_size: PageSize = 0, page_token: PageToken = "") -> Response:
    """The newest files that were imported."""

    def work(store: Store, person: Actor) -> dict[str, Any]:
        return page([asdict(file) for file in imports_on_record(store, person)], request, page_size, page_token)

    return await service(request).read(request, models.Page[models.ImportedFile], work)


@router.post(
    "/imports",
    response_model=models.Import,
    status_code=201,
    tags=["imports"],
    responses={**problems(409), 200: {"model": models.Import, "description": "Checked; nothing was stored."}},
)
async def import_files(
    request: Request,
    files: Annotated[list[UploadFile], File(max_length=100, description="CSV, Parquet or XLSX.")],
    as_of: Annotated[dt.date | None, Form()] = None,
    month: Annotated[Month | None, Form()] = None,
    network_id: Annotated[Id | None, Form()] = None,
    unknown: Annotated[Id | None, Form()] = None,
    allow_decrease: Annotated[bool, Form()] = False,
    validate_only: Annotated[bool, Query(description="Checks everything and stores nothing.")] = False,
    idempotency_key: Key = None,  # noqa: ARG001 - described here, read by the service
) -> Response:
    """Imports files, all of them or nothing; refused rows are listed with file, row, column, value and reason."""
    refuse_unknown(await request.form(), FIELDS, "field")
    options = [str(one) for one in (as_of, month, network_id, unknown, allow_decrease, validate_only)]
    digest = hashlib.sha256(json.dumps(options).encode())
    for one in files:
        while piece := await one.read(1 << 20):
            digest.update(piece)
        await one.seek(0)

    def work(store: Store, person: Actor, _change_id: str | None) -> dict[str, Any]:
        report = import_as(
            store,
            person,
            [_named(one) for one in files],
            as_of=as_of,
            month=month,
            network_id=network_id,
            unknown=unknown,
            allow_decrease=allow_decrease,
            dry_run=validate_only,
        )
        return {
            "stored": not report.dry_run,
            "validate_only": report.dry_run,
            "changed_count": report.changed_count,
            "files": [asdict(one) for one in report.files],
            "warnings": list(report.warnings),
        }

    return await service(request).write(
        request, "import", models.Import, work, status=200 if validate_only else 201, body=digest.digest()
    )


@router.post("/imports:undoLast", response_model=models.ImportTakenBack, tags=["imports"], responses=problems(409))
async def undo_last(
    request: Request,
    said: ToTakeBack,
    idempotency_key: Key = None,  # noqa: ARG001 - described here, read by the service
) -> Response:
    """Puts back what the last import replaced; refused, with the reason, where something stands on it."""

    def work(store: Store, person: Actor, _change_id: str | None) -> dict[str, Any]:
        return asdict(take_back_import_as(store, person, said.reason))

    return await service(request).write(request, "import", models.ImportTakenBack, work)


def _named(sent: UploadFile) -> BinaryIO:
    named: Any = _Named(sent)  # it reads like a file
    return named  # type: ignore[no-any-return]


class _Named:
    """A file that was sent, with the name it had: messages tell of it."""

    def __init__(self, sent: UploadFile) -> None:
        self.name = (sent.filename or "file").replace("\\", "/").rpartition("/")[2] or "file"
        self._file = sent.file

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)
