"""Process gases against numbers that were not used to make their rows."""

from __future__ import annotations

import math

import numpy as np
import pytest

from foreline.data import properties
from foreline.data.gases import NAMES, atoms
from foreline.vacuum.gas import chapman_enskog, gas_set, viscosity
from foreline.vacuum.gauges import ION_ERROR, _carried, ion_gauge_factor

# Viscosities [uPa s] at temperatures [K]. Sources:
#   P  Perry's handbook, 8th edition, table 2-312, correlations of vapour viscosity
#   V  VDI Heat Atlas, 2nd edition, PPDS polynomials
#   N  NIST SRD 134: Cl2 5 %, SF6 0.5 %, HBr and BCl3 estimated there, 10 %
#   C  CRC handbook, viscosity of gases, 3 %
# Rows made from CRC are held against P and V, rows from Lennard-Jones parameters against P, V and N, and so on; never
# against their own source. Tolerances are those asked for, errors found are in the last column.
PUBLISHED = [
    ("CO", "V", {300: 17.74, 400: 22.04, 500: 25.83}, 0.03),  # 0.3 %
    ("CO", "P", {300: 17.76, 400: 22.03, 500: 25.81}, 0.03),  # 0.2 %
    ("CO2", "V", {300: 15.06, 400: 19.59, 500: 23.71}, 0.03),  # 1.2 %
    ("CH4", "P", {300: 11.25, 400: 14.26, 500: 16.98}, 0.03),  # 1.3 %
    ("C2H4", "V", {300: 10.20, 400: 13.33, 500: 16.21}, 0.03),  # 2.0 %
    ("NH3", "P", {300: 10.19, 400: 13.84, 500: 17.47}, 0.03),  # 2.5 %
    ("N2O", "V", {300: 14.71, 400: 19.27, 500: 23.50}, 0.03),  # 2.6 %
    ("HCl", "V", {300: 14.70, 400: 19.52, 500: 24.10}, 0.03),  # 0.8 %
    ("NO", "V", {300: 19.22, 400: 24.11, 500: 28.38}, 0.03),  # 1.3 %
    ("C2H2", "V", {300: 10.27, 400: 13.52, 500: 16.50}, 0.03),  # 1.3 %
    ("C3H6", "V", {300: 8.62, 400: 11.43, 500: 14.06}, 0.03),  # 0.3 %
    ("CH3F", "P", {300: 13.31, 400: 16.86, 500: 20.25}, 0.03),  # 2.8 %
    ("SF6", "N", {250: 13.03, 300: 15.33}, 0.03),  # 1.2 %
    ("SF6", "V", {300: 15.07, 400: 19.99, 500: 24.37}, 0.03),  # 2.3 %
    ("Ne", "V", {300: 31.68, 400: 38.93, 500: 45.32}, 0.03),  # 1.1 %
    ("D2", "P", {300: 12.61, 400: 15.38, 500: 17.94}, 0.03),  # 0.3 %
    ("Kr", "C", {300: 25.5, 400: 32.9}, 0.03),  # 0.8 %
    ("Xe", "C", {300: 23.2, 400: 30.5}, 0.03),  # 0.8 %
    ("Cl2", "N", {250: 11.2, 300: 13.5, 340: 15.3}, 0.05),  # 0.8 %
    ("Cl2", "P", {300: 13.51, 400: 17.83, 500: 21.90}, 0.03),  # 0.5 %
    ("F2", "V", {300: 23.30, 400: 29.43, 500: 35.02}, 0.03),  # 1.7 %
    ("CF4", "V", {300: 17.26, 400: 22.07, 500: 26.48}, 0.03),  # 2.1 %
    ("CF4", "P", {300: 17.53, 400: 22.28, 500: 26.49}, 0.03),  # 1.3 %
    ("SiF4", "P", {300: 16.38, 400: 20.69, 500: 24.75}, 0.03),  # 2.2 %
    ("SiH4", "V", {300: 11.64, 400: 15.18, 500: 18.72}, 0.03),  # 2.0 %
    ("HBr", "V", {300: 18.16, 400: 23.72, 500: 29.20}, 0.03),  # 0.8 %
    ("HBr", "N", {250: 17.04, 295: 19.51}, 0.12),  # 11.4 %: an estimate there, and above both handbooks
    ("BCl3", "N", {300: 12.3, 400: 15.5, 500: 18.7}, 0.10),  # 8.1 %
    ("CH2F2", "V", {300: 14.11, 400: 18.54, 500: 22.68}, 0.12),  # 10.2 %: the two handbooks differ by 11 %
    ("HF", "P", {400: 16.92, 500: 21.69}, 0.06),  # 5.4 %; associated below 350 K, where the handbooks give 11.4 to 11.5
]


@pytest.mark.parametrize(
    ("gas", "source", "published", "asked"), PUBLISHED, ids=lambda x: x if isinstance(x, str) else ""
)
def test_viscosity(gas: str, source: str, published: dict[int, float], asked: float) -> None:
    for temperature, micro in published.items():
        assert float(viscosity(gas_set((gas,)), float(temperature))[0]) * 1e6 == pytest.approx(micro, rel=asked)


# Collision integral printed by Bird, Stewart and Lightfoot, Transport Phenomena, table E.2 (Monchick and Mason 1961).
@pytest.mark.parametrize(
    ("reduced", "integral"), [(0.5, 2.284), (1.0, 1.593), (1.5, 1.315), (2.0, 1.176), (4.0, 0.9699), (10.0, 0.8244)]
)
def test_collision_integral(reduced: float, integral: float) -> None:
    # mu of molecules of 1 g/mol, 1 Angstrom, well depth 300 K: 2.6693e-6 sqrt(M T) / (sigma^2 Omega), Pa s
    mu = float(chapman_enskog(1e-3, 1e-10, 300.0, 300.0 * reduced))
    assert 2.6693e-6 * math.sqrt(300 * reduced) / mu == pytest.approx(integral, rel=2e-3)  # 0.1 %


@pytest.mark.parametrize("gas", [gas for gas in NAMES if "well_depth" in properties("gases")[gas]])
def test_sutherland_stands_for_chapman_enskog(gas: str) -> None:
    row, t = properties("gases")[gas], np.linspace(200.0, 500.0, 61)
    mass, diameter, depth = (float(row[name]) for name in ("molar_mass", "collision_diameter", "well_depth"))
    exact = chapman_enskog(mass, diameter, depth, t)
    assert np.abs(viscosity(gas_set((gas,)), t)[:, 0] / exact - 1).max() < 0.02  # found 1.7 %


# Molar masses [g/mol] as NIST SRD 134 prints them, from the atomic weights of 1993.
@pytest.mark.parametrize(("gas", "grams"), [("SF6", 146.056), ("BCl3", 117.169), ("HBr", 80.9119), ("Cl2", 70.9054)])
def test_molar_mass(gas: str, grams: float) -> None:
    assert float(properties("gases")[gas]["molar_mass"]) == pytest.approx(grams * 1e-3, rel=1e-4)


# Heat capacities over R at 300 K of NIST SRD 134: kappa = c / (c - 1).
@pytest.mark.parametrize(("gas", "c"), [("SF6", 11.68), ("BCl3", 7.53), ("HBr", 3.503), ("Cl2", 4.09)])
def test_ratio_of_specific_heats(gas: str, c: float) -> None:
    assert float(properties("gases")[gas]["heat_capacity_ratio"]) == pytest.approx(c / (c - 1), rel=2e-3)


# Ion gauge factors by electrons of the molecule, none of them in the table: Redhead (CRC handbook, 15) and Summers
# (NASA TN D-5285, as the INFICON Transpector MPS manual prints it).
SENSITIVE = {
    "C2H6": (18, 2.6), "C3H8": (26, 3.5), "C4H10": (34, 4.3), "C6H6": (42, 3.8), "CCl4": (74, 6.0), "CS2": (38, 4.8),
    "CH3OH": (18, 1.8), "C2H5Cl": (34, 4.0), "C6H5Cl": (58, 7.0), "Br2": (70, 3.8), "HI": (54, 3.1), "H2S": (18, 2.2),
}  # fmt: skip


def test_estimated_gauge_factors_are_as_good_as_said() -> None:
    # Molecules, He and Ne apart: asked a factor of 2.5, found 2.4 (C6H5Cl); those of the table alone 1.9.
    table = properties("gauges")
    known = [gas for gas, row in table.items() if "ion_gauge" in row and gas not in ("He", "Ne")]
    pairs = [(float(table[gas]["electrons"]), ion_gauge_factor(gas)) for gas in known]
    off = [math.log((0.4 + 0.6 * z / 14) / s) for z, s in (*pairs, *SENSITIVE.values())]
    assert max(map(abs, off)) < math.log(ION_ERROR)
    assert max(map(abs, off[: len(pairs)])) < math.log(2.0)
    # INFICON's Pirani factors of gases heavier than N2: asked 10 %, found 8.6 %.
    for gas in ("O2", "Ar", "CO2", "Kr", "Xe"):
        estimate = _carried("N2") / _carried(gas)
        assert estimate == pytest.approx(float(table[gas]["pirani_correction"]), rel=0.10)


def test_electrons_and_masses_belong_to_the_formula() -> None:
    # A formula's electrons lie between 0.39 (W) and 0.56 of its mass number, but for hydrogen.
    for gas in NAMES:
        grams, electrons = 1e3 * float(properties("gases")[gas]["molar_mass"]), properties("gauges")[gas]["electrons"]
        heavy = grams - sum(n * {"H": 1.008, "D": 2.014}.get(e, 0.0) for e, n in atoms(gas).items())
        light = sum(n for e, n in atoms(gas).items() if e in ("H", "D"))
        assert float(electrons) - light == pytest.approx(0.475 * heavy, rel=0.19, abs=1e-9)
