"""Sites: names, prices, and what the tool file gives wins."""

import pytest
from pydantic import ValidationError

from foreline.data import properties
from foreline.data.sites import countries, country
from foreline.errors import InputError
from foreline.fab.site import place
from foreline.tool.fab import Site

# The 23 countries of the two seed documents' five regions.
SEEDS = (
    "United States, Canada, Germany, France, U.K., Italy, Russia, China, Japan, South Korea, India, Australia, "
    "China Taiwan, Indonesia, Thailand, Malaysia, Mexico, Brazil, Argentina, Colombia, Turkey, Saudi Arabia, UAE"
)


@pytest.mark.parametrize("name", [*SEEDS.split(", "), "USA", "UK", "Korea", "U.A.E.", "  united   states "])
def test_every_country_of_the_documents_is_known(name: str) -> None:
    found = place(Site(country=name))
    assert 0.02 / 3.6e6 < found.electricity < 0.5 / 3.6e6  # USD/J
    assert 0.02 / 3.6e6 < found.carbon < 1.0 / 3.6e6  # kg/J
    assert 280 < found.cooling_water < 310
    assert len(found.defaults) == 3


def test_each_site_has_all_three_numbers() -> None:
    for name in countries():
        assert set(properties("sites")[name]) == {
            "electricity_price", "carbon_intensity", "cooling_water_temperature",
        }  # fmt: skip


def test_unknown_country_suggests_the_nearest() -> None:
    with pytest.raises(InputError, match="did you mean 'Germany'"):
        country("Germny")
    with pytest.raises(InputError, match="known: "):
        country("Atlantis")


def test_tool_file_refuses_an_unknown_country_with_a_hint() -> None:
    with pytest.raises(ValidationError) as caught:
        Site(country="Taiwn")
    (problem,) = caught.value.errors()
    assert problem["loc"] == ("country",)
    assert problem["msg"] == "unknown country 'Taiwn'"
    assert problem["ctx"]["hint"] == "did you mean 'Taiwan'?"


def test_a_site_that_gives_all_values_needs_no_row() -> None:
    mars = Site.model_validate(
        {"country": "Mars", "electricity": "1 USD/kWh", "carbon": "0 g/kWh", "cooling_water": "-20 degC"}
    )
    found = place(mars)
    assert (found.country, found.defaults, found.sources) == ("Mars", (), ())
    assert found.electricity == pytest.approx(1 / 3.6e6)


def test_given_price_replaces_the_table_and_is_no_default() -> None:
    found = place(Site.model_validate({"country": "Taiwan", "electricity": "0.05 USD/kWh"}))
    assert found.electricity == pytest.approx(0.05 / 3.6e6)
    assert not any("electricity" in label for label in found.defaults)
