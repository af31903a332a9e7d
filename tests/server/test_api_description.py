"""Every operation that the API describes, asked everything it allows and a lot that it does not."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from data.store import Store
from limits.actors import actor
from limits.people import SCOPES, make_token
from tests.browser.serving import dashboard
from tests.portfolio_store import sample_store

CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"


@pytest.mark.long
@pytest.mark.slow
def test_no_answer_is_a_defect_and_every_answer_is_as_described(tmp_path: Path) -> None:
    path = sample_store(tmp_path / "headroom.duckdb")
    store = Store(path)
    secret = make_token(store, actor(store, "kim.arden@example.com"), "tests", SCOPES)[1]
    store.close()
    with dashboard(tmp_path, store=str(path)) as address:
        asked = subprocess.run(
            [
                *(sys.executable, "-m", "schemathesis.cli", "run", f"{address}/api/v1/openapi.json"),
                *("--header", f"Authorization: Bearer {secret}", "--checks", CHECKS, "--seed", "1"),
                *("--max-examples", os.environ.get("HEADROOM_API_EXAMPLES", "8"), "--workers", "2"),
                *(
                    "--request-timeout",
                    "120",
                    "--suppress-health-check",
                    "all",
                    "--phases",
                    "examples,coverage,fuzzing",
                ),
            ],
            cwd=tmp_path,  # it keeps what failed there
            capture_output=True,
            text=True,
            check=False,
        )
    assert asked.returncode == 0, asked.stdout[-8_000:] + asked.stderr[-2_000:]
