"""The client as somebody else installs it: in an environment of its own, against a dashboard that runs."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import venv
from importlib.metadata import distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from data.store import Store
from limits.actors import actor
from limits.people import SCOPES, make_token
from tests.browser.serving import dashboard
from tests.portfolio_store import sample_store

ROOT = Path(__file__).parents[2]
PROGRAM = """
import importlib.util, json, sys
from headroom_client import Client, NotFound, NotSignedIn, Stale

address, token, admins = sys.argv[1:]
with Client(address, token) as headroom, Client(address, "nonsense") as stranger, Client(address, admins) as admin:
    networks = headroom.networks(page_size=5).all()
    seen = headroom.limit("summit-hvac", "network")
    one = {"seen": seen, "to": seen.limit + 1, "reason": "from the client", "accept_overage": True}
    first = headroom.change_limit("summit-hvac", "network", **one, idempotency_key="k-1")
    again = headroom.change_limit("summit-hvac", "network", **one, idempotency_key="k-1")
    try:
        headroom.change_limit("summit-hvac", "network", **one)
        stale = None
    except Stale as error:
        stale = error.current["version"]
    try:
        headroom.network("nowhere")
        missing = False
    except NotFound:
        missing = True
    try:
        stranger.me()
        refused = False
    except NotSignedIn as error:
        refused = "tokens add" in str(error)
    reads = [
        headroom.me(), headroom.forecast("summit-hvac", levels=[0.1, 0.9]), headroom.contract("summit-hvac"),
        headroom.usage("summit-hvac", page_size=3), headroom.explain("summit-hvac", number_type="dynamic", count=3),
        headroom.weigh("summit-hvac", kind="network", more=5, from_month="2027-01"),
        *headroom.limits("summit-hvac"), *headroom.answers("summit-hvac"), *headroom.alerts(),
        *headroom.audit("summit-hvac"), *headroom.planned_changes("summit-hvac"), *headroom.requests(),
        *headroom.requests("summit-hvac"), *headroom.packs("summit-hvac"),
    ]
    pack = headroom.freeze_pack("summit-hvac", title="from the client")
    checked = admin.import_files(
        {"limits.csv": b"network_id,network_limit,dynamic_limit\\nsummit-hvac,500,200\\n"}, validate_only=True
    )
    print(json.dumps({
        "networks": len(networks), "version": first.change.version, "same": first == again, "stale": stale,
        "missing": missing, "refused": refused, "reads": len(reads), "months": len(reads[3].items),
        "token": next(iter(headroom.audit("summit-hvac"))).token, "imported": checked.stored,
        "sheet": bool(headroom.pack("summit-hvac", pack.pack_id).sheet),
        "application": [n for n in ("streamlit", "limits", "data", "fastapi") if importlib.util.find_spec(n)],
    }))
"""


def needed(names: list[str]) -> set[str]:
    """The distributions that these need, and those that these need, and so on."""
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found.add(name)
        for one in map(Requirement, distribution(name).requires or []):
            if one.marker is None or one.marker.evaluate({"extra": ""}):
                waiting.append(one.name)
    return found


def installed(folder: Path) -> Path:
    """The Python of an environment with the client's wheel and, of what is installed here, what that says it needs."""
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir"]
    subprocess.run([*build, str(folder), str(ROOT / "client")], check=True, capture_output=True)
    (wheel,) = folder.glob("headroom_numbers_client-*.whl")
    venv.create(folder / "own", with_pip=False)
    python = folder / "own" / "bin" / "python"
    install = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "--no-deps", "--no-index"]
    subprocess.run([*install, str(wheel)], check=True, capture_output=True)
    (packages,) = (folder / "own" / "lib").glob("python*/site-packages")
    said = next(packages.glob("headroom_numbers_client-*/METADATA")).read_text()
    requires = [Requirement(line.partition(": ")[2]) for line in said.splitlines() if line.startswith("Requires-Dist:")]
    assert {one.name for one in requires} == {"httpx", "pydantic"}
    assert all(distribution(one.name).version in one.specifier for one in requires)
    for name in needed([one.name for one in requires]):
        for file in distribution(name).files or []:
            if ".." not in file.parts:
                (packages / file).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(str(file.locate()), packages / file)
    return python


def _printed_example(page: Path) -> str:
    """What a page prints for whoever begins."""
    return next(code for code in re.findall(r"```python\n(.*?)```", page.read_text(), re.DOTALL) if "Client(" in code)


@pytest.mark.long
@pytest.mark.slow
def test_the_client_works_in_an_environment_of_its_own(tmp_path: Path) -> None:
    python = installed(tmp_path)
    assert next(tmp_path.glob("own/lib/python*/site-packages/headroom_client/py.typed")).is_file()
    path = sample_store(tmp_path / "headroom.duckdb")
    store = Store(path)
    token = make_token(store, actor(store, "nora.feld@example.com"), "the client", SCOPES)[1]
    admins = make_token(store, actor(store, "kim.arden@example.com"), "the client", SCOPES)[1]
    store.close()
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    printed = [_printed_example(ROOT / page) for page in ("README.md", "client/README.md")]
    with dashboard(tmp_path, store=str(path)) as address:
        done = subprocess.run(
            [str(python), str(program), address, token, admins],
            capture_output=True,
            text=True,
            check=False,
            cwd=tmp_path,
            timeout=300,
        )
        for example in printed:
            (tmp_path / "example.py").write_text(
                f"token = {token!r}\n" + example.replace("https://headroom.example.com", address)
            )
            ran = subprocess.run([str(python), "example.py"], capture_output=True, text=True, check=False, cwd=tmp_path)
            assert ran.returncode == 0, ran.stderr[-4_000:]
    assert done.returncode == 0, done.stderr[-4_000:]
    said = json.loads(done.stdout)
    assert said["same"]
    assert said["stale"] == said["version"]
    assert (said["missing"], said["refused"], said["sheet"]) == (True, True, True)
    assert said["networks"] >= 5
    assert said["months"] > 3
    assert said["token"] == "the client"
    assert said["imported"] is False
    assert said["application"] == []
