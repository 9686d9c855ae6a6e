"""Gas loads against printed numbers: seals, helium, hydrogen after bakes, water at 1 h and 10 h, what a bake brings."""

import math
from dataclasses import replace

import numpy as np
import pytest
import yaml

from foreline.data import properties, text
from foreline.tool import Tool
from foreline.tool.vacuum import Chamber
from foreline.units import GAS_CONSTANT
from foreline.vacuum import solve
from foreline.vacuum.condensation import expansion_temperature, saturation_pressure
from foreline.vacuum.gas import GASES, humid_air
from foreline.vacuum.gas_loads import seal_flow
from foreline.vacuum.polymers import sheets
from foreline.vacuum.wall_history import hydrogen_left, pumped
from foreline.vacuum.walls import equilibrium, net_desorption, outgassing_rate, walls

TABLE = properties("outgassing")
FKM = properties("permeation")["FKM"]
TORR_L_CM2 = 101325 / 760 * 1e-3 * 1e4  # Pa m/s


def test_helium_through_an_o_ring_by_hand() -> None:
    """1 m of FKM, 1 atm of He, 12e-8 cm2/s: the handbooks' rectangle (4/pi) 0.64 gives 9.9e-7 Pa m3/s, 1.48 times less.

    The cord's sides are round, so that its ends are nearer than those of a rectangle of the same area: 1.207 for 0.815.
    """
    q = float(seal_flow(float(FKM["He"]), 1.0, 0.2, 101325.0)) * GAS_CONSTANT * 273.15
    rectangle = 12e-8 * 100 * 4 / math.pi * 0.64 * 1e-6 * 101325
    assert rectangle == pytest.approx(9.9e-7, rel=0.01)
    assert q / rectangle == pytest.approx(1.207 / 0.815, rel=3e-3)


def test_air_through_a_large_fkm_seal() -> None:
    """Pfeiffer know-how (read): DN 500 ISO-K, FKM, air of 60 % humidity: approximately 4e-7 Pa m3/s.

    Not a test of the physics: the permeability of water was taken from it. With peacock1980's (remembered) 40e-12 m2/s
    it would be 2.0e-7; N2, O2 and Ar are independent of it and carry a fifth.
    """
    air = humid_air(0.6) * 101325
    k = np.array([float(FKM[gas]) for gas in GASES])
    each = seal_flow(k, math.pi * 0.51, 0.2, air) * GAS_CONSTANT * 293.15
    assert float(each.sum()) == pytest.approx(4e-7, rel=0.05)
    older = float(each.sum()) - (1 - 40 / 110) * float(each[GASES.index("H2O")])
    assert older == pytest.approx(2.0e-7, rel=0.05)


def test_helium_through_a_hatch_seal() -> None:
    """NASA TN D-4394 (read): helium below 1e-5 cm3/s through 28 to 30 inch rings of Viton is attainable. Here 3.4e-5.

    Peacock's range for He in FKM is 9 to 16; tests may have ended before the flow was steady. Within a factor of 4.
    """
    q = float(seal_flow(float(FKM["He"]), math.pi * 29 * 0.0254, 0.2, 101325.0)) * GAS_CONSTANT * 273.15 / 101325 * 1e6
    assert 1e-5 < q < 4e-5


@pytest.mark.parametrize(
    ("item", "gas", "printed", "factor"),
    [
        # Two sources each, 1e-12 m2/s: what the table has against the other (peacock1980 remembered, ma1995 read).
        ("polyimide", "N2", 0.03, 1.2), ("polyimide", "O2", 0.1, 1.2), ("polyimide", "He", 1.9, 1.1),
        ("polyimide", "O2", 0.076, 1.6),  # Vespel, ma1995
        ("VMQ", "O2", 460.0, 1.1), ("VMQ", "H2O", 8000.0, 3.5), ("FKM", "H2O", 40.0, 2.8),
    ],
)  # fmt: skip
def test_permeability_of_two_sources(item: str, gas: str, printed: float, factor: float) -> None:
    ours = float(properties("permeation")[item][gas]) / 1e-12
    assert 1 / factor < ours / printed < factor


def test_least_permeable_for_water() -> None:
    """ma1995 (read): of nine O-rings (Chemraz, Teflon, Vespel, Viton, Kalrez) a Kalrez is lowest, 11.4e-12 m2/s."""
    water = {item: float(row["H2O"]) for item, row in properties("permeation").items()}
    assert min(water, key=lambda item: water[item]) == "FFKM"


def polymer_rate(item: str, hours: float, humidity: float, thickness: str) -> float:
    """Water out of a sheet that was in humid air [Pa m/s]."""
    part = {"material": item, "area": "1 m2", "thickness": thickness}
    sheet = sheets(Chamber(volume="1 L", surface="1 m2", polymers=(part,)))[0]
    leaves = float((sheet.content * sheet.rate * np.exp(-sheet.rate * 3600 * hours)).sum())
    return humidity * leaves * GAS_CONSTANT * 296.15


@pytest.mark.parametrize(
    ("item", "hours", "humidity", "thickness", "printed"),
    [
        # Elsey 1975 after O'Hanlon (remembered; FKM and NBR read in psp-outgassing) [Pa m/s], humidity assumed 50 %
        # where not told. Worst: epoxy Araldite D 2.8 times less than here, FKM 2.3 times more.
        ("FKM", 1, 0.5, "10 mm", 1.52e-3),  # fresh; falls as t^-0.8: not water alone
        ("NBR", 1, 0.5, "10 mm", 4.67e-3), ("NBR", 4, 0.5, "10 mm", 2.93e-3),  # Perbunan
        ("nylon", 1, 0.5, "5 mm", 1.6e-2), ("nylon", 4, 0.5, "5 mm", 8.0e-3),  # t^-0.5 as here
        ("PMMA", 1, 0.5, "5 mm", 9.6e-3), ("PMMA", 1, 0.5, "5 mm", 5.6e-3),
        ("PET", 1, 0.95, "0.2 mm", 3.07e-3),  # Mylar, 24 h at 95 % humidity
        ("epoxy", 1, 0.5, "5 mm", 6.67e-3), ("epoxy", 4, 0.5, "5 mm", 3.32e-3),  # Epon
        ("epoxy", 1, 0.5, "5 mm", 2.53e-3), ("epoxy", 4, 0.5, "5 mm", 1.09e-3),  # Araldite D
    ],
)  # fmt: skip
def test_water_out_of_polymers(item: str, hours: float, humidity: float, thickness: str, printed: float) -> None:
    """Within a factor of 3.3; none of these numbers went into the table of polymers."""
    assert 1 / 3.3 < polymer_rate(item, hours, humidity, thickness) / printed < 3.3


@pytest.mark.parametrize(("item", "printed"), [("FKM", 18.0), ("NBR", 45.0)])
def test_rule_of_thumb_for_o_rings(item: str, printed: float) -> None:
    """Danielson (read): an inch of O-ring gives off as much water as 18 (Viton) or 45 (Buna-N) square inches of wall.

    No time is told: walls go with 1/t, cords with 1/sqrt(t). The rule lies between 1 and 10 h.
    """
    seal = {"kind": "o-ring", "material": item, "length": "25.4 mm", "cord": "5.33 mm"}
    sheet = sheets(Chamber(volume="1 L", surface="1 m2", seals=(seal,)))[0]
    steady = float(seal_flow(float(properties("permeation")[item]["H2O"]), 0.0254, 0.2, 0.5 * 2339))

    def square_inches(hours: float) -> float:
        leaves = 0.5 * float((sheet.content * sheet.rate * np.exp(-sheet.rate * 3600 * hours)).sum()) + steady
        wall = float(outgassing_rate(TABLE["stainless-steel"], 3600 * hours, 293.15))
        return leaves * GAS_CONSTANT * 293.15 / wall / 0.0254**2

    assert square_inches(1.0) < printed < square_inches(10.0)
    assert printed / 3 < square_inches(1.0)


def test_speed_and_time_are_one_where_water_sticks() -> None:
    """A film in balance with its vapour loses water by S t alone: q(2 S, t) = 2 q(S, 2 t).

    So its powers obey alpha = 1 + n of q ~ (S/A)^alpha t^n, and the published 0.83 and 0.47 of 304 after 72 h would
    need t^-0.17 and t^-0.53: no reversible film has them with 1/t. See docs/gas-loads.md.
    """
    row = TABLE["stainless-steel"]
    one = walls(np.array([1.0]), np.array([293.15]), [row], 0.018015)
    sticky = replace(one, uptake=one.uptake * 1e3)
    wet = equilibrium(sticky, np.array([1000.0]))[0]
    for speed, time in ((1e-3, 3600.0), (1e-2, 36000.0)):
        twice, later = (pumped(sticky, wet, s, 293.15, t) for s, t in ((2 * speed, time), (speed, 2 * time)))
        assert twice == pytest.approx(later, rel=2e-3)


@pytest.mark.parametrize(
    ("item", "printed", "tolerance"),
    [
        # Elsey 1975 after O'Hanlon (remembered): water after 1 h [Pa m/s]; the site density was chosen from it.
        ("stainless-steel-electropolished", 5.7e-6, 0.1), ("mild-steel", 7.2e-4, 0.1), ("copper", 4.67e-6, 0.1),
        # Not used for the table: aluminium fresh 8.4e-6, titanium 1.5e-5; published spreads are factors of 3 to 10.
        ("aluminium", 8.4e-6, 3.0), ("titanium", 1.5e-5, 3.0),
    ],
)  # fmt: skip
def test_water_after_one_hour(item: str, printed: float, tolerance: float) -> None:
    q = float(outgassing_rate(TABLE[item], 3600.0, 293.15))
    assert max(q / printed, printed / q) - 1 < tolerance


@pytest.mark.parametrize(
    ("item", "printed"),
    [("stainless-steel-electropolished", 5.7e-7), ("mild-steel", 6.67e-5), ("copper", 4.75e-7)],
)
def test_water_after_ten_hours(item: str, printed: float) -> None:
    """Elsey 1975 after O'Hanlon (remembered), from rows whose exponent is 1.0."""
    assert float(outgassing_rate(TABLE[item], 36000.0, 293.15)) == pytest.approx(printed, rel=0.15)


@pytest.mark.parametrize(
    ("celsius", "hours", "printed", "factor"),
    [
    # 304, read in abstracts. What a steel holds at first is not told and differs: the model gives 8 to 13 times less
    # than older steels after 250 degC, 2 to 5 times less otherwise. The order of magnitude is all that is claimed.
        (250, 15, 2e-12, 20), (250, 30, 2e-12, 20),  # scilit: bead blast or electropolish
        (450, 17, 4e-13, 10),  # same
        (100, 20, 1e-12, 10),  # 20 h at 100 degC
    ],
)  # fmt: skip
def test_hydrogen_after_bakes(celsius: float, hours: float, printed: float, factor: float) -> None:
    row = TABLE["stainless-steel"]
    q = hydrogen_left(row, 273.15 + celsius, 3600 * hours)[0] * float(row["hydrogen"]) / TORR_L_CM2
    assert 1 / factor < q / printed < factor


def test_hydrogen_diffusion_in_two_steels() -> None:
    """AISI 347: 7.01e-7 m2/s exp(-48.0 kJ/mol / RT) (read in an abstract); at bake temperatures 316 is within 1:4."""
    row = TABLE["stainless-steel"]
    for t in (423.15, 523.15, 723.15):
        ours = float(row["hydrogen_diffusivity"]) * math.exp(-float(row["hydrogen_energy"]) / (GAS_CONSTANT * t))
        assert 1 / 4 < ours / (7.01e-7 * math.exp(-48.0e3 / (GAS_CONSTANT * t))) < 1.1


def test_bake_lowers_the_water_by_what_its_bins_give() -> None:
    """24 h at 150 degC, dry vent, 10 h: the water pressure of the whole tool against that of its bins alone."""
    raw = yaml.safe_load(text("template.yaml"))
    raw["pump_down"]["duration"] = "10 h"
    vent = {"gas": "N2", "pumped": "10 h", "speed": "500 l/s"}
    for chamber in raw["chambers"].values():
        chamber["vented"] = vent
    plain = solve(Tool.model_validate(raw))
    for chamber in raw["chambers"].values():
        chamber["bake"] = {"temperature": "60 degC", "duration": "24 h"}
    mild = solve(Tool.model_validate(raw))
    water = GASES.index("H2O")
    measured = mild.pressure[-1, 0, water] / plain.pressure[-1, 0, water]
    row, area = TABLE["stainless-steel"], 1.6
    cold, hot = (walls(np.array([area]), np.array([t]), [row], 0.018015) for t in (293.15, 333.15))
    first = pumped(cold, equilibrium(cold, np.array([1052.0]))[0], 0.5, 293.15, 36000.0)
    second = pumped(hot, first, 0.5, 333.15, 86400.0)
    # The speed for water at the chamber in high vacuum, from the tool itself.
    off = float(net_desorption(cold, pumped(cold, first, 0.5, 293.15, 36000.0)[None], np.array([0.0])).sum())
    baked_off = float(net_desorption(cold, pumped(cold, second, 0.5, 293.15, 36000.0)[None], np.array([0.0])).sum())
    assert measured < 0.5
    assert measured == pytest.approx(baked_off / off, rel=0.35)


def test_supercooled_water() -> None:
    """Vapour pressure: 611.2 Pa at 0 degC, 2339 Pa at 20 degC, 286.5 Pa at -10 degC, 125.4 Pa at -20 degC (liquid)."""
    for celsius, printed in ((0.01, 611.657), (20, 2339.2), (-10, 286.5), (-20, 125.4)):
        assert float(saturation_pressure(273.15 + celsius)) == pytest.approx(printed, rel=3e-3)


def test_expansion_by_a_quarter() -> None:
    """Wilson 1897: saturated air expanded by 1.25 in volume is at fourfold supersaturation."""
    t = np.linspace(0.0, 1e-4, 500)
    cold = expansion_temperature(t, 1e5 * np.exp(-math.log(1.25) * t / 1e-4), 293.15, 0.1)[-1]
    assert cold - 273.15 == pytest.approx(-5.0, abs=1.0)
    share = float(saturation_pressure(293.15)) / 1.25 * cold / 293.15
    assert share / float(saturation_pressure(cold)) == pytest.approx(4.2, rel=0.05)
