"""The command line as a user meets it: exit codes, stdout for results, stderr for the rest."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from foreline import cli
from foreline.data.sites import countries

ROOT = Path(__file__).parents[3]
EXAMPLE = ROOT / "examples" / "cu-barrier-seed.yaml"


def foreline(*arguments: str | Path, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "foreline", *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=cwd,
        check=False,
    )


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("run") / "out"
    done = foreline("run", EXAMPLE, "-o", out)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert "wafers/h" in done.stdout
    return out


def test_run_writes_result_and_report(result: Path) -> None:
    assert sorted(p.name for p in result.iterdir()) == ["report.html", "result.json"]


def test_run_twice_gives_the_same_bits(result: Path) -> None:
    again = json.loads(foreline("run", EXAMPLE, "--json").stdout)
    first = json.loads((result / "result.json").read_text())
    assert again["states"] == first["states"]


def test_report_is_rewritten_from_the_result(result: Path) -> None:
    page = (result / "report.html").read_text()
    (result / "report.html").unlink()
    done = foreline("report", result)
    assert done.returncode == 0
    assert (result / "report.html").read_text() == page


def test_new_checks_and_does_not_overwrite(tmp_path: Path) -> None:
    assert foreline("new", "mine.yaml", cwd=tmp_path).returncode == 0
    assert foreline("check", "mine.yaml", cwd=tmp_path).returncode == 0
    done = foreline("new", "mine.yaml", cwd=tmp_path)
    assert done.returncode == 3
    assert "--force" in done.stderr


def test_check_lists_the_rules_it_checked() -> None:
    listed = json.loads(foreline("check", EXAMPLE, "--json").stdout)
    assert listed["ok"]
    assert len(listed["checks"]) >= 8
    assert all(rule["passed"] for rule in listed["checks"])


def test_a_violated_rule_exits_5_and_is_named() -> None:
    done = foreline("check", EXAMPLE, "--set", "pump_down.base_pressure=1e-9 Pa")
    assert done.returncode == 5
    assert "VIOLATED" in done.stdout
    assert "base pressure" in done.stderr.lower()


def test_a_bad_file_exits_3_with_line_column_and_hint(tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text(EXAMPLE.read_text().replace("volume: 60 L", "volume: 60"))
    done = foreline("check", bad)
    assert done.returncode == 3
    assert re.match(rf"{re.escape(str(bad))}:\d+:\d+: chambers\.barrier-pvd\.volume", done.stderr)
    assert "write '60 m3'" in done.stderr
    assert "Traceback" not in done.stderr


def test_outside_validity_exits_4() -> None:
    done = foreline("run", EXAMPLE, "--set", "process.seed.pressure=1e-7 Pa")
    assert done.returncode == 4
    assert re.search(r"E1\d\d", done.stderr)


@pytest.mark.parametrize("arguments", [["bogus"], ["run"], ["explain", "W9999"], ["pumps", "no-such-pump"]])
def test_usage_exits_2(arguments: list[str]) -> None:
    done = foreline(*arguments)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("arguments", [["run", "missing.yaml"], ["report", "missing"], ["cite", "missing"]])
def test_missing_files_exit_3(arguments: list[str]) -> None:
    done = foreline(*arguments)
    assert done.returncode == 3
    assert "Traceback" not in done.stderr


def test_compare_says_what_moved_and_why(result: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    assert foreline("run", EXAMPLE, "-o", other, "--set", "site.country=Germany", "-q").returncode == 0
    done = foreline("compare", result, other)
    assert done.returncode == 0
    assert "site.country" in done.stdout
    moved = {m["id"]: m for m in json.loads(foreline("compare", result, other, "--json").stdout)["moves"]}
    assert "tool.site.country" in moved["fab.carbon"]["because"]
    # Cooling water of another country makes the pumps warmer or colder, and moves no pressure.
    heat = ("temperature", "heat_to_water", "heat_to_air", "heat_to_gas", "water_rise")
    assert all(m.endswith(heat) for m in moved if m.startswith("vacuum"))


def test_compare_goes_round_the_world() -> None:
    done = foreline("compare", ROOT / "examples" / "load-lock.yaml", "--sites", "--json", "-q")
    assert done.returncode == 0, done.stderr
    sites = json.loads(done.stdout)["sites"]
    assert {one["site"] for one in sites} == set(countries())
    costs = [one["cost"] for one in sites]
    assert costs == sorted(costs)
    assert all(one["electricity_price"]["source"] for one in sites)
    assert foreline("compare", EXAMPLE).returncode == 2
    assert foreline("compare", EXAMPLE, EXAMPLE, "--sites").returncode == 2


def test_compare_takes_tool_files(result: Path) -> None:
    done = foreline("compare", result, EXAMPLE)
    assert done.returncode == 0
    assert "0 fields changed" in done.stdout


def test_schema_is_json_with_units() -> None:
    schema = json.loads(foreline("schema").stdout)
    assert schema["$defs"]["Chamber"]["properties"]["volume"]["unit"] == "m3"


def test_explain_one_and_all() -> None:
    codes = foreline("explain").stdout.splitlines()
    assert len(codes) >= 10
    code = codes[0].split(":")[0]
    assert foreline("explain", code.lower()).stdout.startswith(f"# {code}")


def test_explain_lists_the_codes_that_begin_so() -> None:
    listed = foreline("explain", "r10").stdout.splitlines()
    assert len(listed) >= 8
    assert all(line.startswith("R10") for line in listed)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["materials", "cu"], "did you mean 'Cu'?"),
        (["gases", "ar"], "did you mean 'Ar'?"),
        (["gases", "nonsense"], "`foreline gases` lists them"),
        (["pumps", "liquid-ring"], "declared by its own numbers (displacement)"),
        (["explain", "X1"], "`foreline explain` lists them"),
    ],
)
def test_what_is_not_found_has_a_hint(arguments: list[str], said: str) -> None:
    done = foreline(*arguments)
    assert done.returncode == 2
    assert said in done.stderr


def test_cite_says_what_it_wants() -> None:
    done = foreline("cite", EXAMPLE)
    assert done.returncode == 3
    assert "`foreline run FILE -o DIR` writes one" in done.stderr


def test_materials_hold_walls_and_seals() -> None:
    assert "outgassing.water_sites" in foreline("materials", "stainless-steel").stdout


def test_pumps_are_searched() -> None:
    found = json.loads(foreline("pumps", "edwards", "ixh100", "--json").stdout)
    assert "Edwards iXH100" in found
    assert "Leybold MAG W 1300" in foreline("pumps", "turbo").stdout
    whole = foreline("pumps", "edwards", "ixh100").stdout
    assert "97.2 m3/h" in whole
    assert "edwards-ixh" in whole


def test_materials_show_their_sources() -> None:
    assert "Yamamura" in foreline("materials", "Cu").stdout
    assert "did you mean" in foreline("materials", "Cuu").stderr


def test_cite_prints_bibtex(result: Path) -> None:
    done = foreline("cite", result)
    assert done.returncode == 0
    assert done.stdout.count("@") >= 5


def test_help_and_version() -> None:
    assert "run" in foreline("--help").stdout
    assert re.fullmatch(r"foreline \d+\.\d+\.\d+\n", foreline("--version").stdout)


def test_an_interrupt_exits_130(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    before = signal.getsignal(signal.SIGINT)
    monkeypatch.setattr(cli, "app", lambda: os.kill(os.getpid(), signal.SIGINT))
    try:
        with pytest.raises(SystemExit) as ended:
            cli.main()
    finally:
        signal.signal(signal.SIGINT, before)
    assert ended.value.code == 130
    assert "nothing was written" in capsys.readouterr().err
