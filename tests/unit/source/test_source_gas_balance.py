"""Gases of reactions: no atom is lost between feed, film and exhaust, and pumps see what is left."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from foreline import chain, source, vacuum
from foreline.data import properties
from foreline.data.gases import NAMES, atoms
from foreline.data.reactions import reaction
from foreline.errors import NotConverged, OutsideValidity
from foreline.source.surroundings import Surroundings
from foreline.states import Chain
from foreline.tool import Tool
from foreline.tool.feeds import brought, let_in, reaction_of
from foreline.tool.read import load
from foreline.tool.surface import Ald, Cvd
from foreline.units import AVOGADRO, parse

EXAMPLE = Path(__file__).parents[3] / "examples" / "w-cvd.yaml"
SCCM = parse("1 sccm", "mol/s")
WHOLE = [  # reactions of which every gas is known
    name for name, row in properties("cvd").items()
    if reaction("cvd", name).precursor and sum(reaction("cvd", name).products.values())
    == pytest.approx(float(row["products_per_film"]))
]  # fmt: skip


def elements(film: str) -> Counter[str]:
    return Counter(re.findall(r"[A-Z][a-z]?", film))


def test_every_gas_named_is_a_gas_of_the_table() -> None:
    for table in ("cvd", "ald"):
        for name in properties(table):
            assert set(reaction(table, name).gases) <= set(NAMES)
    assert WHOLE == ["W-H2", "W-SiH4", "TiN-NH3"]
    assert reaction("cvd", "Co-carbonyl").products == {"CO": 4.0}


@pytest.mark.parametrize("name", WHOLE)
def test_equations_balance(name: str) -> None:
    row, known = properties("cvd")[name], reaction("cvd", name)
    assert known.precursor is not None
    assert known.reducer is not None
    left: Counter[str] = Counter()
    for gas, number in (
        (known.precursor, float(row["precursor_per_film"])), (known.reducer, float(row["reducer_per_film"])),
        *((gas, -number) for gas, number in known.products.items()),
    ):  # fmt: skip
        assert float(row.get(f"precursor_{gas}", row["precursor_per_film"])) == float(row["precursor_per_film"])
        for element, count in atoms(gas).items():
            left[element] += number * count  # type: ignore[assignment]
    film = elements(name.split("-", maxsplit=1)[0])
    assert {e: n for e, n in left.items() if abs(n) > 1e-12} == pytest.approx(dict(film), rel=1e-12)


@settings(deadline=None, max_examples=40)
@given(
    st.sampled_from(WHOLE), st.floats(500.0, 900.0), st.floats(10.0, 1000.0), st.floats(10.0, 2000.0),
    st.floats(50.0, 5000.0), st.booleans(),
)  # fmt: skip
def test_atoms_in_are_atoms_out(
    name: str, kelvin: float, first: float, second: float, pressure: float, showerhead: bool
) -> None:
    declared = Cvd(
        kind="cvd", chemistry=name, temperature=f"{kelvin} K", precursor=f"{first} sccm", reducer=f"{second} sccm",
        rate_factor=0.1, showerhead=showerhead,
    )  # fmt: skip
    around = Surroundings(
        gases={"Ar": 1e-3}, pressures={"Ar": pressure}, temperature=300.0, volume=0.01, wafer_radius=0.1
    )
    try:
        state = source.grow(declared, "s", "p", around)
    except OutsideValidity:  # more reacts than arrives
        assume(False)
    fed = brought(declared)
    balance: Counter[str] = Counter()
    for gas, flow in state.exchange.items():
        assert fed.get(gas, 0.0) + flow >= -1e-12 * sum(fed.values())
        for element, count in atoms(gas).items():
            balance[element] += flow * count  # type: ignore[assignment]
    film = state.used / float(properties("cvd")[name]["precursor_per_film"])
    for element, flow in balance.items():  # what the gas lost is in the film
        assert flow == pytest.approx(-film * elements(state.material)[element], abs=1e-9 * sum(fed.values()))


def test_what_a_source_lets_in() -> None:
    pulsed = Ald(
        kind="ald", chemistry="W-fluoride", temperature="300 degC", precursor="80 sccm", pressure="5 Pa", pulse="1 s",
        purge="3 s", second_pulse="1 s", second_purge="3 s",
    )  # fmt: skip
    assert brought(pulsed) == {"WF6": pytest.approx(10 * SCCM)}
    own = Cvd(kind="cvd", chemistry="Cu-hfac", temperature="200 degC", precursor="80 sccm")
    assert brought(own) == {}
    assert reaction_of(object()).gases == ()


def ald(chemistry: str, **more: str) -> Ald:
    return Ald.model_validate({
        "kind": "ald", "chemistry": chemistry, "temperature": "300 degC", "precursor": "80 sccm", "pressure": "5 Pa",
        "pulse": "1 s", "purge": "3 s", "second_pulse": "2 s", "second_purge": "2 s", **more,
    })  # fmt: skip


AROUND = Surroundings(gases={"N2": 5e-4}, pressures={"N2": 100.0}, temperature=300.0, volume=0.005, wafer_radius=0.15)


@pytest.mark.parametrize("chemistry", ["W-fluoride", "TiN-TiCl4"])
def test_pulses_lose_no_atom(chemistry: str) -> None:
    declared = ald(chemistry, second_reactant="40 sccm")
    known, state = reaction("ald", chemistry), source.grow(declared, "s", "p", AROUND)
    assert known.reducer is not None
    assert brought(declared)[known.reducer] == pytest.approx(10 * SCCM)
    film, balance = state.used, Counter[str]()
    for gas, flow in state.exchange.items():
        for element, count in atoms(gas).items():
            balance[element] += flow * count  # type: ignore[assignment]
    for element, flow in balance.items():
        assert flow == pytest.approx(-film * elements(state.material)[element], abs=1e-9 * film)
    assert "W247" not in {note.code for note in state.notices}


def test_a_second_reactant_untold_is_not_followed_and_one_too_small_is_refused() -> None:
    state = source.grow(ald("TiN-TiCl4"), "s", "p", AROUND)
    assert set(state.exchange) == {"TiCl4"}
    assert "declare second_reactant" in next(note.message for note in state.notices if note.code == "W247")
    with pytest.raises(OutsideValidity, match="E251"):
        source.grow(ald("TiN-TiCl4", second_reactant="0.001 sccm"), "s", "p", AROUND)
    always = replace(AROUND, gases={"N2": 5e-4, "NH3": 1e-4})
    assert "NH3" in source.grow(ald("TiN-TiCl4"), "s", "p", always).exchange


@pytest.fixture(scope="module")
def tool() -> Tool:
    return load(EXAMPLE).tool


@pytest.fixture(scope="module")
def run(tool: Tool) -> Chain:
    return chain.run(tool)


def test_the_network_carries_feed_and_by_products(tool: Tool, run: Chain) -> None:
    plug = next(point for point in run.vacuum.steps if point.name == "plug")
    grown = next(state for state in run.growths if state.step == "plug")
    fed = let_in(tool, "plug")
    assert fed["WF6"] == pytest.approx(200 * SCCM)
    assert plug.leaves["WF6"] == pytest.approx(grown.unused, rel=1e-9)
    assert plug.leaves["HF"] == pytest.approx(6 * grown.used, rel=1e-9)
    assert plug.leaves["H2"] == pytest.approx(fed["H2"] - 3 * grown.used, rel=1e-9)
    for element in ("F", "H"):  # nothing of these stays in the film
        come, gone = (sum(n * atoms(gas).get(element, 0) for gas, n in flows.items()) for flows in (fed, plug.leaves))
        assert gone == pytest.approx(come, rel=1e-9)
    row = run.vacuum.chambers.index(plug.chamber)
    shares = {gas: plug.pressure[row, run.vacuum.gases.index(gas)] / plug.chamber_pressure for gas in plug.leaves}
    total = sum(plug.leaves.values())
    # in viscous flow each gas has the share of its flow; the reactor's own balance says the same
    assert shares == pytest.approx({gas: flow / total for gas, flow in plug.leaves.items()}, rel=0.02)
    over = next(d.value for d in grown.details if d.name == "precursor_pressure")
    assert shares["WF6"] * plug.chamber_pressure == pytest.approx(over, rel=0.02)
    assert "W247" not in {notice.code for notice in grown.notices}
    film = next(film for film in run.films if film.step == "plug")
    area = 3.14159265 * 0.15**2
    assert film.rate * area / grown.film_volume / AVOGADRO == pytest.approx(grown.used, rel=1e-3)


def test_pulses_count_as_their_mean_with_what_they_make(tool: Tool, run: Chain) -> None:
    liner = next(point for point in run.vacuum.steps if point.name == "liner")
    grown = next(state for state in run.growths if state.step == "liner")
    assert liner.leaves["TiCl4"] == pytest.approx(grown.unused, rel=1e-9)
    fed = let_in(tool, "liner")
    assert fed["NH3"] == pytest.approx(200 * SCCM / 9.5)
    assert liner.leaves["NH3"] == pytest.approx(fed["NH3"] - 4.0 / 3.0 * grown.used, rel=1e-9)
    assert liner.leaves["HCl"] == pytest.approx(4.0 * grown.used, rel=1e-9)
    assert all(note.code != "W247" for note in grown.notices)


def test_more_precursor_loads_the_pump(tool: Tool, run: Chain) -> None:
    cvd = tool.sources["wf6"]
    more = tool.model_copy(
        update={"sources": {**tool.sources, "wf6": cvd.model_copy(update={"precursor": 2000 * SCCM})}}
    )
    plain, heavy = (next(p for p in state.steps if p.name == "plug") for state in (run.vacuum, vacuum.solve(more)))
    assert heavy.foreline_pressure > 1.2 * plain.foreline_pressure


def test_a_reaction_that_does_not_settle_is_refused(tool: Tool) -> None:
    turn = [1.0]

    def reacts(name: str, pressures: object) -> dict[str, float]:
        turn[0] = -turn[0]
        return {"HF": 1e-4 * (2.0 + turn[0])} if name == "plug" else {}

    with pytest.raises(NotConverged, match=r"E107.*reaction"):
        vacuum.solve(tool, reacts)
