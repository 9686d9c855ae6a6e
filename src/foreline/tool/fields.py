"""Field types of the tool file: a quantity is a string with a unit outside and an SI float inside."""

from __future__ import annotations

import operator
import unicodedata
from typing import TYPE_CHECKING, Annotated, Any, Literal, NoReturn

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    PlainSerializer,
    StringConstraints,
    WithJsonSchema,
)
from pydantic.fields import FieldInfo
from pydantic_core import PydanticCustomError, core_schema

from foreline.data import properties
from foreline.data.gases import NAMES
from foreline.errors import UnitError, echo
from foreline.unit_table import USUAL
from foreline.units import parse, spell


def _refuse(kind: Literal["unit", "range", "type"], message: str, hint: str = "") -> NoReturn:
    """Raise the error that the reader of tool files turns into a problem with a place."""
    raise PydanticCustomError(kind, "{message}", {"message": message, "hint": hint})


class Declared(BaseModel):
    """Base of all declarations: frozen, no unknown keys, no physics."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, populate_by_name=True)


class _Quantity:
    """Reads and writes one dimension; appears in the JSON schema as a string with its unit."""

    def __init__(self, si_unit: str, *, gt: float | None = None, ge: float | None = None, le: float | None = None):
        self.si_unit, self.gt, self.ge, self.le = si_unit, gt, ge, le

    def read(self, value: Any) -> float:
        try:
            number = parse(value, self.si_unit)
        except UnitError as error:
            _refuse("unit", str(error), error.hint)
        for bound, holds, words in (
            (self.gt, operator.gt, "greater than"),
            (self.ge, operator.ge, "at least"),
            (self.le, operator.le, "at most"),
        ):
            if bound is not None and not holds(number, bound):
                _refuse(
                    "range",
                    f"{echo(value)} is out of range: it must be {words} {bound:g} {self.si_unit}",
                    f"write a quantity such as '1 {self._usual}'" if words != "at most" else "is the prefix right?",
                )
        return number

    @property
    def _usual(self) -> str:
        """The unit its trade writes, sccm for mol/s."""
        return USUAL.get(self.si_unit, self.si_unit).split(" or ", maxsplit=1)[0]

    def __get_pydantic_json_schema__(self, _: core_schema.CoreSchema, __: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"type": "string", "unit": self.si_unit, "examples": [f"1 {self._usual}"]}


def _quantity(si_unit: str, **limits: float) -> Any:
    kind = _Quantity(si_unit, **limits)
    return Annotated[
        float, BeforeValidator(kind.read), PlainSerializer(lambda v: spell(v, si_unit), return_type=str), kind
    ]


def _fraction(value: Any) -> Any:
    """Read '45 %' like 0.45."""
    if isinstance(value, str):
        try:
            return parse(value, "1")
        except UnitError as error:
            _refuse("unit", str(error), "write a fraction such as 0.45, or '45 %'")
    if isinstance(value, bool):
        _refuse("type", f"expected a number, not {echo(value)}")
    if isinstance(value, int | float) and 1.0 < value <= 100.0:
        _refuse(
            "range", f"{echo(value)} is out of range: a fraction is at most 1", f"if percent are meant, '{value} %'"
        )
    return value


def _number(value: Any) -> Any:
    """Refuse true for 1."""
    if isinstance(value, bool):
        _refuse("type", f"expected a number, not {echo(value)}")
    return value


def _flag(value: Any) -> Any:
    """Refuse 1 and 'yes' for true."""
    if not isinstance(value, bool):
        _refuse("type", f"expected true or false, not {echo(value)}")
    return value


def _legible(value: str) -> str:
    """Refuse control characters and characters that turn the writing direction."""
    for char in value:
        if unicodedata.category(char) == "Cc" and char not in "\n\t":
            _refuse("type", f"the text has the control character U+{ord(char):04X}", "delete it")
        if char in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069":
            _refuse("type", f"the text has the direction mark U+{ord(char):04X}", "delete it")
    return value


def si_unit_of(field: FieldInfo) -> str | None:
    """Return the SI unit of a declared field; None if it is no quantity.

    Parameters
    ----------
    field : FieldInfo
        A field of a declaration.

    Returns
    -------
    str | None
        The unit, 'm3'.

    Examples
    --------
    >>> from foreline.tool.vacuum import Chamber
    >>> si_unit_of(Chamber.model_fields["volume"])
    'm3'

    References
    ----------
    .. [1] foreline-computed
    """
    return next((mark.si_unit for mark in field.metadata if isinstance(mark, _Quantity)), None)


Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_-]{0,39}$")]
Text = Annotated[str, StringConstraints(max_length=2000, strip_whitespace=True), AfterValidator(_legible)]
Number = Annotated[float, BeforeValidator(_number)]
Count = Annotated[int, BeforeValidator(_number)]
Flag = Annotated[bool, BeforeValidator(_flag)]
Ratio = Annotated[float, BeforeValidator(_number), Field(ge=1.0)]
Fraction = Annotated[
    float,
    BeforeValidator(_fraction),
    Field(ge=0.0, le=1.0),
    WithJsonSchema({"type": ["number", "string"], "minimum": 0, "maximum": 1, "examples": [0.45, "45 %"]}),
]

# The limits are of sense, not of physics: they catch a wrong prefix before a solver does.
if TYPE_CHECKING:
    Gas = str
    Length = float
    Displacement = float
    Area = float
    Volume = float
    Duration = float
    Temperature = float
    Pressure = float
    GasFlow = float
    Conductance = float
    Speed = float
    Rate = float
    Power = float
    Voltage = float
    Current = float
    Energy = float
    CurrentDensity = float
    WaterFlow = float
    Money = float
    GasPrice = float
    EnergyPrice = float
    CarbonIntensity = float
    Angle = float
    Frequency = float
    Fluence = float
    Mass = float
    MassFlow = float
    Resistivity = float
    ThermalResistance = float
    Outgas = float
    ParticleRate = float
    PerArea = float
    PerVolume = float
    Resistance = float
    SpecificContact = float
    Conductivity = float
    FieldStrength = float
    Capacitance = float
    Flying = str
else:
    Gas = Literal[NAMES]
    Flying = Literal[(*NAMES, *properties("metals"))]
    Length = _quantity("m", gt=0.0, le=1e4)
    Displacement = _quantity("m", ge=-1e2, le=1e2)
    Area = _quantity("m2", gt=0.0, le=1e6)
    Volume = _quantity("m3", gt=0.0, le=1e5)
    Duration = _quantity("s", ge=0.0, le=3.2e9)
    Temperature = _quantity("K", gt=0.0, le=5000.0)
    Pressure = _quantity("Pa", gt=0.0, le=1e7)
    GasFlow = _quantity("mol/s", ge=0.0, le=10.0)
    Speed = _quantity("m3/s", gt=0.0, le=1e3)
    Conductance = _quantity("m3/s", gt=0.0, le=1e4)
    Rate = _quantity("m/s", ge=0.0, le=1.0)
    Power = _quantity("W", ge=0.0, le=1e7)
    Voltage = _quantity("V", gt=0.0, le=1e5)
    Current = _quantity("A", ge=0.0, le=1e4)
    Energy = _quantity("J", gt=0.0, le=1e3)
    CurrentDensity = _quantity("A/m2", gt=0.0, le=1e14)
    WaterFlow = _quantity("m3/s", ge=0.0, le=1.0)
    Money = _quantity("USD", ge=0.0, le=1e10)
    GasPrice = _quantity("USD/m3", ge=0.0, le=1e4)
    EnergyPrice = _quantity("USD/J", ge=0.0, le=1e-3)
    CarbonIntensity = _quantity("kg/J", ge=0.0, le=1e-5)
    Angle = _quantity("rad", ge=-3.15, le=3.15)
    Frequency = _quantity("Hz", gt=0.0, le=1e12)
    Mass = _quantity("kg", gt=0.0, le=1e3)
    MassFlow = _quantity("kg/s", gt=0.0, le=1.0)
    Resistivity = _quantity("Ohm m", gt=0.0, le=1.0)
    ThermalResistance = _quantity("K/W", gt=0.0, le=1e6)
    Fluence = _quantity("J/m2", gt=0.0, le=1e8)
    Outgas = _quantity("Pa m/s", ge=0.0, le=1e3)
    ParticleRate = _quantity("1/s", ge=0.0, le=1e30)
    PerArea = _quantity("1/m2", ge=0.0, le=1e24)
    PerVolume = _quantity("1/m3", gt=0.0, le=1e28)
    Resistance = _quantity("Ohm", gt=0.0, le=1e9)
    SpecificContact = _quantity("Ohm m2", ge=0.0, le=1e-3)
    Conductivity = _quantity("W/m/K", gt=0.0, le=1e4)
    FieldStrength = _quantity("V/m", gt=0.0, le=1e11)
    Capacitance = _quantity("F", gt=0.0, le=1.0)
