"""Published numbers of the fab room."""

import pytest

from foreline.data import properties
from foreline.fab import cluster
from foreline.fab.engine import Visit
from foreline.fab.schedule import period, simulate

KWH = 3.6e6


@pytest.mark.parametrize(
    ("chambers", "move", "process", "published"),
    [
        # Perkinson et al. 1994 (IEEE TSM 7, 369), single-blade robot: the longer of 2(N+1)w and P+4w.
        # The forms are remembered, so the table is worked by hand from them. Tolerance 1e-9: closed forms.
        (4, 10.0, 20.0, 100.0),  # transport-bound, 2 x 5 x 10
        (4, 10.0, 60.0, 100.0),  # the knee: both are 100
        (4, 10.0, 90.0, 130.0),  # process-bound, 90 + 40
        (2, 7.5, 120.0, 150.0),  # process-bound, 120 + 30
    ],
)
def test_fundamental_period(chambers: int, move: float, process: float, published: float) -> None:
    stages = [cluster.robot_time(chambers, move), *[cluster.chamber_time(process, 1, move)] * chambers]
    assert max(stages) == pytest.approx(published, rel=1e-9)


@pytest.mark.parametrize("blades", [1, 2])
@pytest.mark.parametrize("chambers", [1, 2, 4, 6])
@pytest.mark.parametrize("process", [5.0, 20.0, 60.0, 400.0])
def test_cluster_tool_event_by_event(blades: int, chambers: int, process: float) -> None:
    """Perkinson 1994, Venkatesh 1997: 2(N+1)w where the robot is the limit, else P+4w with one blade, P+2w with two.

    The forms are remembered. Tolerance asked: 1 %; the rhythm is exact, so 1e-9.
    """
    move = 8.0
    published = max(2 * (chambers + 1) * move, process + (4 if blades == 1 else 2) * move)
    run = simulate([Visit(chamber=str(i), time=process) for i in range(chambers)], None, move, blades)
    assert period(run.finished) == pytest.approx(published, rel=1e-9)


def test_conversion_factors_of_a_real_pump() -> None:
    """SEMI S23 factors on the Edwards iXH100 datasheet: 2.1 kW, 44 slm N2, 2.0 l/min water: 2.95 kW-equivalent.

    Worked by hand by the reference's author, to three digits: tolerance 0.5 %.
    """
    table = properties("economics")
    nitrogen = 44e-3 / 60 * float(table["nitrogen"]["energy"])
    water = 2.0e-3 / 60 * float(table["cooling_water"]["energy"])
    assert nitrogen == pytest.approx(660.0, rel=5e-3)
    assert water == pytest.approx(190.0, rel=2e-2)
    assert 2100 + nitrogen + water == pytest.approx(2950.0, rel=5e-3)


def test_nitrogen_of_an_average_pump() -> None:
    """UC Berkeley NanoLab: 100 USD a year for one slm, 35 slm an average pump: 3500 USD a year. Tolerance 1 %."""
    price = float(properties("economics")["nitrogen"]["price"])
    assert 35e-3 / 60 * 31557600 * price == pytest.approx(3500.0, rel=1e-2)


# Ember, life-cycle carbon intensity of generation 2024, g/kWh, from a second transcription (Our World in Data, rounded
# to one gram), independent of the file the table was read from.
EMBER_2024 = {"Australia": 552, "Austria": 103, "Canada": 175, "France": 44, "Germany": 344, "Netherlands": 253}


@pytest.mark.parametrize("country", EMBER_2024)
def test_carbon_intensity(country: str) -> None:
    kg_per_j = float(properties("sites")[country]["carbon_intensity"])
    assert kg_per_j * KWH * 1000 == pytest.approx(EMBER_2024[country], abs=0.5)
