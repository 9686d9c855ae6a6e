"""Yamamura and Tawara's formula against an evaluation written out by hand, and against published yields."""

from __future__ import annotations

import math

import numpy as np
import pytest

from foreline.data import properties
from foreline.source.sputter_yield import angular_factor, calibration, card, ion, normal_yield, threshold

EV = 1.602176634e-19

# Target: Z2, M2, Us [eV], Q, W, s as printed in Table I of Yamamura and Tawara 1996; ion: Z1, M1.
TABLE = {
    "Cu": (29, 63.55, 3.49, 1.00, 0.73, 2.5),
    "Al": (13, 26.98, 3.39, 1.00, 2.17, 2.5),
    "Ta": (73, 180.95, 8.10, 0.56, 2.84, 2.8),
    "W": (74, 183.84, 8.90, 0.72, 2.14, 2.8),
    "Ru": (44, 101.07, 6.74, 1.31, 2.36, 2.5),
}
IONS = {"Ar": (18, 39.948), "He": (2, 4.002602), "Xe": (54, 131.293)}


def by_hand(gas: str, metal: str, e: float) -> float:
    """Yamamura and Tawara 1996, equations 15-17, term by term in eV and angstrom; shares no code with the package."""
    (z1, m1), (z2, m2, us, q, w, s) = IONS[gas], TABLE[metal]
    zz = math.pow(math.pow(z1, 2 / 3) + math.pow(z2, 2 / 3), 0.5)
    eps = 0.03255 * e * m2 / (z1 * z2 * zz * (m1 + m2))
    sn_tf = (3.441 * math.sqrt(eps) * math.log(eps + 2.718)) / (
        1 + 6.355 * math.sqrt(eps) + 6.882 * math.pow(eps, 1.5) - 1.708 * eps
    )
    sn = 84.78 * z1 * z2 * m1 * sn_tf / (zz * (m1 + m2))
    ke = 0.079 * math.pow(1 + m2 / m1, 1.5) / math.sqrt(m2) * math.pow(z1, 2 / 3) * math.sqrt(z2) / math.pow(zz, 1.5)
    gamma = 4 * m1 * m2 / (m1 + m2) ** 2
    if m1 <= m2:
        alpha = 0.249 * (m2 / m1) ** 0.56 + 0.0035 * (m2 / m1) ** 1.5
        e_th = us * (1 + 5.7 * m1 / m2) / gamma
    else:
        alpha = 0.0875 * (m2 / m1) ** -0.15 + 0.165 * m2 / m1
        e_th = us * 6.7 / gamma
    if e <= e_th:
        return 0.0
    big_gamma = w / (1 + (m1 / 7) ** 3)
    y0 = 0.042 * q * alpha / us * sn
    return float(y0 / (1 + big_gamma * ke * eps**0.3) * (1 - math.sqrt(e_th / e)) ** s)


@pytest.mark.parametrize("metal", TABLE)
@pytest.mark.parametrize("gas", IONS)
@pytest.mark.parametrize("energy", [60.0, 300.0, 500.0, 2000.0, 2e4])
def test_formula_to_1e_3(gas: str, metal: str, energy: float) -> None:
    # Gate: 1e-3; both evaluate the same formula, so they agree to rounding (found: 4e-16).
    found = float(normal_yield(energy * EV, ion(gas), card(metal)))
    assert found == pytest.approx(by_hand(gas, metal, energy), rel=1e-12, abs=1e-300)


def test_worked_example_ar_on_cu_500_ev() -> None:
    # By calculator: Z1^2/3 + Z2^2/3 = 6.86829 + 9.43913, root 4.03824; eps = 0.03255 x 500 x 63.55 / (522 x 4.03824 x
    # 103.498) = 0.00474069; s_n = 0.165753; Sn = 84.78 x 522 / 4.03824 x 39.948 / 103.498 x s_n = 701.127 eV A2;
    # alpha* = 0.249 x 1.590818^0.56 + 0.0035 x 1.590818^1.5 = 0.329951; gamma = 0.947996;
    # E_th = 3.49 (1 + 5.7 / 1.590818) / gamma = 16.8723 eV; (1 - sqrt(0.0337446))^2.5 = 0.602044;
    # Gamma k_e eps^0.3 = 0.00390662 x 0.188358 x 0.200795 = 0.00014775.
    expected = 0.042 * 0.329951 / 3.49 * 701.127 * 0.602044 / 1.00014775
    assert expected == pytest.approx(1.67585, rel=1e-5)
    assert float(normal_yield(500 * EV, ion("Ar"), card("Cu"))) == pytest.approx(expected, rel=1e-5)


def test_all_26_targets_are_there() -> None:
    assert len(properties("sputter_yields")) == 26
    for metal in properties("sputter_yields"):
        yields = normal_yield(np.array([100.0, 300.0, 600.0]) * EV, ion("Ar"), card(metal))
        assert np.all(np.diff(yields) > 0.0)
        assert 0.0 < yields[0] < yields[-1] < 5.0


# Laegreid and Wehner, J. Appl. Phys. 32 (1961) 365, and Rosenberg and Wehner 33 (1962) 1842; Ar+; status: remembered.
MEASURED_EV = (100, 200, 300, 600)
MEASURED = {
    "Ag": (0.63, 1.58, 2.2, 3.4), "Al": (0.11, 0.35, 0.65, 1.24), "Au": (0.32, 1.07, 1.65, 2.43),
    "Co": (0.15, 0.57, 0.81, 1.36), "Cr": (0.3, 0.67, 0.87, 1.3), "Cu": (0.48, 1.1, 1.59, 2.3),
    "Fe": (0.2, 0.53, 0.76, 1.26), "Mo": (0.13, 0.4, 0.58, 0.93), "Ni": (0.28, 0.66, 0.95, 1.52),
    "Pd": (0.42, 1.0, 1.41, 2.39), "Pt": (0.2, 0.63, 0.95, 1.56), "Ru": (0.14, 0.41, 0.68, 1.3),
    "Si": (0.07, 0.18, 0.31, 0.53), "Ta": (0.1, 0.28, 0.41, 0.62), "Ti": (0.081, 0.22, 0.33, 0.58),
    "W": (0.068, 0.29, 0.4, 0.62),
}  # fmt: skip


@pytest.mark.parametrize(("column", "rms"), [(0, 1.41), (1, 1.33), (2, 1.27), (3, 1.19)])
def test_rms_factor_against_measured_yields(column: int, rms: float) -> None:
    # The model's error as the docstring states it; gate 1.45.
    ratio = [
        float(normal_yield(MEASURED_EV[column] * EV, ion("Ar"), card(metal))) / row[column]
        for metal, row in MEASURED.items()
    ]
    found = math.exp(math.sqrt(np.mean(np.log(ratio) ** 2)))
    assert found <= 1.45
    assert found == pytest.approx(rms, abs=0.006)


# IAEA db-amdis.org/pwidb data set 455, Ar on W, TRIM.SP (Eckstein); status: read.
@pytest.mark.parametrize(("energy", "published"), [(467.7, 0.5404), (553.1, 0.593), (914.6, 0.7626)])
def test_argon_on_tungsten_trim(energy: float, published: float) -> None:
    # Another model of the same physics: the stated error of 25 % (found: within 8 %).
    assert float(normal_yield(energy * EV, ion("Ar"), card("W"))) == pytest.approx(published, rel=0.25)


# The same for Ar on Ta, data set 443; Yamamura's formula is 1.61 times too low against measured yields (calibration).
@pytest.mark.parametrize(("energy", "published"), [(211.1, 0.3162), (485.3, 0.5873), (573.2, 0.6424)])
def test_calibrated_argon_on_tantalum_trim(energy: float, published: float) -> None:
    (factor,) = calibration("Ta")
    found = factor.value * float(normal_yield(energy * EV, ion("Ar"), card("Ta")))
    assert found == pytest.approx(published, rel=0.25)


# He on W, the curve of figure 257 of Yamamura and Tawara 1996 as digitised in PlasmaEDU he_on_w.dat; status: read.
@pytest.mark.parametrize(
    ("energy", "digitised"),
    [(571.8, 0.011426), (1091.5, 0.021857), (1800.7, 0.028639), (5109.0, 0.036856), (6985.6, 0.036856),
     (14495.5, 0.033681), (37835.4, 0.022254), (124223.0, 0.010072)],
)  # fmt: skip
def test_helium_on_tungsten_figure(energy: float, digitised: float) -> None:
    # Read off a printed log-log figure: 12 % (found: 5-10 % high over two decades).
    assert float(normal_yield(energy * EV, ion("He"), card("W"))) == pytest.approx(digitised, rel=0.12)


def test_threshold_has_no_step_at_equal_masses() -> None:
    # Both branches give 6.7 Us / gamma at M1 = M2, as the paper's do.
    argon = ion("Ar")
    copper = card("Cu")
    equal = type(argon)("X", 18, copper.mass)
    assert threshold(equal, copper) == pytest.approx(6.7 * copper.binding_energy, rel=1e-12)


def test_angular_factor_peaks_at_the_optimum_angle() -> None:
    # Ar on Cu at 1 keV: psi = (0.4685/16.3073^0.5/2.275)^1.5 (522/4.03823/1000)^0.5 = 0.00415,
    # theta_opt = 90 - 286 psi^0.45 = 65.7 degrees (by hand, Yamamura 1983).
    angle = np.radians(np.linspace(0.0, 89.0, 891))
    factor = angular_factor(angle, 1000 * EV, ion("Ar"), card("Cu"), 1.1777e-29)
    assert factor[0] == pytest.approx(1.0)
    assert math.degrees(angle[factor.argmax()]) == pytest.approx(65.7, abs=0.1)
    assert 1.5 < factor.max() < 3.0
    assert factor[-1] < 0.01
