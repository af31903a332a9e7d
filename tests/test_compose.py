"""The compose file, as far as it can be proved without a Docker engine: what it names is there and understood."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from data.__main__ import main
from data.store import store_address

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "docs" / "compose"
GIVEN_BY_WHO_DEPLOYS = {"secrets.toml", "tls.pem", "tls.key"}


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    read = yaml.safe_load((FOLDER / "compose.yaml").read_text(encoding="utf-8"))
    found: dict[str, Any] = read["services"]
    assert set(read["volumes"]) == {"store"}
    return found


def test_every_file_it_mounts_or_builds_from_is_there(services: dict[str, Any]) -> None:
    for service in services.values():
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            if source.startswith("."):
                assert (FOLDER / source).exists() or Path(source).name in GIVEN_BY_WHO_DEPLOYS, source
        if build := service.get("build"):
            context = (FOLDER / build["context"]).resolve()
            assert context == ROOT
            assert (context / build["dockerfile"]).is_file()


def test_every_service_waits_for_services_that_can_say_they_are_ready(services: dict[str, Any]) -> None:
    for service in services.values():
        for name, wait in service.get("depends_on", {}).items():
            assert name in services
            if wait["condition"] == "service_healthy":
                assert "healthcheck" in services[name], name


def test_the_store_it_names_is_understood_and_checked_before_anybody_is_served(
    services: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    dashboards = [name for name, service in services.items() if "check" in service.get("depends_on", {})]
    assert dashboards == ["one", "two"]
    for name in ("check", *dashboards):
        address = store_address(services[name]["environment"])
        assert isinstance(address, str)
        assert address.endswith("@postgres:5432/headroom")
    assert services["check"]["command"][:3] == ["python", "-m", "data"]
    with pytest.raises(SystemExit, match="0"):
        main([services["check"]["command"][3], "--help"])
    assert "invariant" in capsys.readouterr().out


def test_all_dashboards_share_the_secret_of_their_cookies(services: dict[str, Any]) -> None:
    assert services["one"]["volumes"] == services["two"]["volumes"] != []


def test_the_proxy_leads_to_each_dashboard_and_keeps_a_visit_with_one(services: dict[str, Any]) -> None:
    proxy = (FOLDER / "nginx.conf").read_text(encoding="utf-8")
    dashboards = re.findall(r"server (\w+):(\d+)", proxy)
    assert dashboards == [("one", "8501"), ("two", "8501")]
    assert re.search(r"hash .*consistent;", proxy)
    assert proxy.count("{") == proxy.count("}")
    assert "Upgrade $http_upgrade" in proxy


def test_the_image_installs_what_the_store_needs_and_runs_the_dashboard() -> None:
    lines = (ROOT / "Dockerfile").read_text(encoding="utf-8").splitlines()
    assert any("requirements-postgresql.txt" in line for line in lines if line.startswith("RUN pip"))
    assert any('"dashboard.py"' in line for line in lines if line.startswith("CMD"))
    for line in lines:
        if line.startswith("COPY requirements"):
            assert all((ROOT / name).is_file() for name in line.split()[1:-1])
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert {".streamlit/secrets.toml", "**/*.duckdb*", "docs/compose/tls.*"} <= set(ignored)
