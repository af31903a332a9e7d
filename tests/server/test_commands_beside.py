"""Commands beside a running dashboard say, write and return what they do alone, and its pages show what they did."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from data.__main__ import main as data_main
from limits.__main__ import main as limits_main
from tests.browser.serving import ROOT, dashboard
from tests.portfolio_store import sample_store
from tests.server.asking import PATIENCE_SECONDS, Served, ask_socket

CSM = "nora.feld@example.com"
Said = tuple[int, str, str]
Run = Callable[..., Said]
TRAFFIC = "network_id,starts_at,sessions\nsummit-hvac,2026-11-{day:02d},{sessions}\n"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("beside")
    with dashboard(folder) as address:
        yield Served(address, folder)


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    def command(store: Path, folder: Path, program: str, *arguments: str) -> Said:
        monkeypatch.setenv("HEADROOM_DB", str(store))
        monkeypatch.chdir(folder)
        capsys.readouterr()
        try:
            code = {"data": data_main, "limits": limits_main}[program](arguments)
        except SystemExit as ended:
            code = int(ended.code or 0)
        told = capsys.readouterr()
        return code, _plain(told.out, store), _plain(told.err, store)

    return command


def _plain(text: str, store: Path) -> str:
    """Without what differs from one run to the next: the moment, ids made by chance, the store's own path."""
    text = text.replace(str(store), "STORE")
    text = re.sub(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(\+00:00|Z)?", "MOMENT", text)
    return re.sub(r"[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}", "ID", text)


COMMANDS = (
    "limits status summit-hvac",
    "limits status summit-hvac --json",
    "limits status nowhere",
    "limits triage --json",
    "limits explain summit-hvac --kind dynamic --count 9999",
    "limits weigh summit-hvac --kind network --more 20 --from 2026-12 --json",
    f"limits change summit-hvac --kind network --to 2222 --as {CSM} --reason Season --change-id c-1 --json",
    f"limits change summit-hvac --kind network --to 2300 --as {CSM} --reason Season --expect 1",
    "limits change summit-hvac --kind network --to 9 --as nobody@example.com --reason x",
    f"limits request summit-hvac --kind network --more 7 --from 2026-12 --as {CSM} --reason Radio",
    "limits history summit-hvac",
    "limits journal --json",
    "limits contract summit-hvac",
    "limits idle summit-hvac",
    "limits promises summit-hvac",
    "limits scenario summit-hvac",
    "limits split summit-hvac --json",
    "limits pack summit-hvac --export sub/sheet.csv",
    "limits pack summit-hvac --export sheet.doc",
    "limits bulk list.csv --as " + CSM,
    "limits alerts --json",
    "limits nonsense",
    "limits status --help",
    "data import traffic.csv sub/traffic.csv --as-of 2026-11-22",
    "data import traffic.csv --as-of 2026-11-22 --json",
    "data imports",
    "data imports --undo-last --reason wrong",
    "data imports --json",
    "data import wrong.csv --rejections refused.csv",
    "data import wrong.csv --json",
    "data import missing.csv",
    "data import sub",
    "data import héading.csv --dry-run",
    "data import traffic.csv --map missing.toml",
    "data import traffic.csv --propose-map",
    "data placements",
    "data mappings --show none",
    "data users list",
    "data export out/of/here",
    "data export sub",
    "data export traffic.csv",
    "data check",
)


def _lay_out(folder: Path) -> None:
    (folder / "sub").mkdir()
    (folder / "traffic.csv").write_text(TRAFFIC.format(day=20, sessions=5_000))
    (folder / "sub" / "traffic.csv").write_text(TRAFFIC.format(day=21, sessions=5_100))
    (folder / "wrong.csv").write_text("network_id,starts_at,sessions\nsummit-hvac,2026-11-20,5.7\nnope,x,-1\n")
    (folder / "héading.csv").write_text("wörds,starts_at\n1,2\n")
    (folder / "list.csv").write_text("network_id,kind,campaign_id,new_limit,reason\nsummit-hvac,network,,1,x\n")


def test_every_command_says_writes_and_returns_the_same_beside_a_dashboard_as_alone(
    served: Served, tmp_path: Path, run: Run
) -> None:
    alone, beside = tmp_path / "alone", tmp_path / "beside"
    for folder in (alone, beside):
        folder.mkdir()
        _lay_out(folder)
    store = sample_store(alone / "headroom.duckdb")
    store = store.rename(tmp_path / "headroom.duckdb")
    for line in COMMANDS:
        program, *arguments = line.split()
        expected = run(store, alone, program, *arguments)
        assert run(served.store, beside, program, *arguments) == expected, line
    written = [{path.relative_to(folder) for path in folder.rglob("*")} for folder in (alone, beside)]
    assert written[0] == written[1]
    assert len(list((beside / "out" / "of" / "here").iterdir())) > 40
    for name in ("refused.csv", "sub/sheet.csv"):
        assert (beside / name).read_bytes() == (alone / name).read_bytes(), name
    assert not list(Path("/tmp").glob("headroom-*/0/traffic.csv"))


def test_an_export_beside_a_dashboard_is_signed_with_the_callers_key_and_can_be_restored(
    served: Served, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HEADROOM_EXPORT_KEY", "k" * 32)
    code, out, err = run(served.store, tmp_path, "data", "export", "out")
    assert (code, err) == (0, "")
    assert "signed" in out
    assert run(tmp_path / "back.duckdb", tmp_path, "data", "restore", "out")[0] == 0
    assert run(tmp_path / "back.duckdb", tmp_path, "data", "check")[:2] == (0, "STORE is consistent.\n")


def test_what_fills_an_empty_store_is_refused_beside_a_dashboard(served: Served, tmp_path: Path, run: Run) -> None:
    for arguments in (("sample",), ("restore", "out")):
        code, _, err = run(served.store, tmp_path, "data", *arguments)
        assert code == 3
        assert "A dashboard runs on STORE" in err
        assert "HEADROOM_DB" in err


@pytest.mark.long
def test_a_command_that_is_interrupted_says_so_and_leaves_the_store_as_it_was(
    served: Served, tmp_path: Path, run: Run
) -> None:
    with (tmp_path / "slow.csv").open("w") as content:
        content.write("network_id,promo_number,billing_month,calls\n")
        for number in range(300_000):
            content.write(f"summit-hvac,+1206{number:07d},2026-11,1\n")
    process = subprocess.Popen(
        [sys.executable, "-m", "data", "import", str(tmp_path / "slow.csv"), "--unknown", "dynamic", "--progress"],
        cwd=ROOT,
        env={**os.environ, "HEADROOM_DB": str(served.store)},
        stderr=subprocess.PIPE,
    )
    assert process.stderr is not None
    told = process.stderr.read(1)  # it is under way
    process.send_signal(signal.SIGINT)
    told += process.stderr.read()
    process.stderr.close()
    assert process.wait(PATIENCE_SECONDS) == 130
    assert b"import: stopped, nothing was stored." in told
    assert "slow.csv" not in run(served.store, tmp_path, "data", "placements")[1]


def test_nonsense_on_the_socket_is_refused_and_the_dashboard_goes_on(served: Served) -> None:
    socket = Path(f"{served.store}.sock")
    for method, target in (("POST", "/commands"), ("GET", "/commands"), ("POST", "/commands/none/stop")):
        assert ask_socket(socket, target, method).status in (400, 404, 405)
    assert served.ask("/commands", "POST", b"{}").status != 200 or "<html" in served.ask("/commands").text
    assert ask_socket(socket, "/health/ready").status == 200


def test_a_store_that_another_command_has_open_is_said_to_be_busy(tmp_path: Path, run: Run) -> None:
    path = tmp_path / "headroom.duckdb"
    hold = "import sys, pathlib, data.store as d; s = d.Store(pathlib.Path(sys.argv[1])); print(1, flush=True); input()"
    holder = subprocess.Popen(
        [sys.executable, "-c", hold, str(path)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None
    assert holder.stdin is not None
    holder.stdout.readline()
    code, _, err = run(path, tmp_path, "limits", "triage")
    holder.communicate("\n", timeout=PATIENCE_SECONDS)
    assert code == 3
    assert f"PID {holder.pid}" in err
    assert "dashboard first" not in err
