"""A section from a GDS II file: the drawn polygon, and files that are none."""

import struct
from pathlib import Path

import pytest

from foreline.errors import ForelineError, InputError
from foreline.tool.feature import CrossSection, GdsSection
from foreline.tool.gds import drawn, lip_to_lip, polygons
from foreline.tool.read import load

ROOT = Path(__file__).parents[3]
TAPER = [(100, 300), (300, 300), (250, 0), (150, 0)]  # nm, a trench that narrows


def record(kind: int, raw: bytes = b"") -> bytes:
    return struct.pack(">HH", 4 + len(raw), kind) + raw


def real(value: float) -> bytes:
    """An eight-byte real of base 16."""
    exponent = 64
    while value < 1.0 / 16.0:
        value, exponent = value * 16.0, exponent - 1
    return bytes([exponent]) + round(value * 2**56).to_bytes(7, "big")


def layout(corners: list[tuple[int, int]], layer: int = 1, cell: bytes = b"TOP", times: int = 1) -> bytes:
    line = b"".join(struct.pack(">ii", *corner) for corner in [*corners, corners[0]])
    one = record(0x0800) + record(0x0D02, struct.pack(">h", layer)) + record(0x0E02, b"\0\0") + record(0x1003, line)
    head = record(0x0002, b"\x02\x58") + record(0x0102, bytes(24)) + record(0x0206, b"LIB\0")
    units = record(0x0305, real(1e-3) + real(1e-9))
    body = record(0x0502, bytes(24)) + record(0x0606, cell.ljust(4, b"\0")) + (one + record(0x1100)) * times
    return head + units + body + record(0x0700) + record(0x0400)


def section(file: str = "x.gds") -> GdsSection:
    return GdsSection(kind="gds-section", file=file, cell="TOP", layer=1, pitch="500 nm", across_wafer=True)


@pytest.mark.parametrize("turned", [TAPER, TAPER[::-1], TAPER[2:] + TAPER[:2], TAPER[1:] + TAPER[:1]])
def test_any_order_of_corners_is_walked_from_the_left_lip(turned: list[tuple[int, int]], tmp_path: Path) -> None:
    (tmp_path / "x.gds").write_bytes(layout(turned))
    found = drawn(section(), tmp_path)
    assert isinstance(found, CrossSection)
    wanted = [(-100e-9, 0.0), (-50e-9, -300e-9), (50e-9, -300e-9), (100e-9, 0.0)]
    assert [(c.x, c.z) for c in found.corners] == [pytest.approx(w, abs=1e-15) for w in wanted]
    assert found.across_wafer


def test_a_tool_file_is_read_with_its_layout(tmp_path: Path) -> None:
    text = (ROOT / "examples" / "lift-off.yaml").read_text(encoding="utf-8")
    text = text[: text.index("feature:")] + (
        "feature: {kind: gds-section, file: x.gds, cell: TOP, layer: 1, pitch: 500 nm, lift_off: true}\n"
    )
    (tmp_path / "tool.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="No such file"):
        load(tmp_path / "tool.yaml")
    (tmp_path / "x.gds").write_bytes(layout(TAPER))
    feature = load(tmp_path / "tool.yaml").tool.feature
    assert isinstance(feature, CrossSection)
    assert feature.lift_off
    assert feature.depth == pytest.approx(300e-9)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "byte 0"),
        (b"not a layout", "byte 0"),
        (layout(TAPER)[:-6], "ends before its library"),
        (layout(TAPER, layer=2), "0 polygons"),
        (layout(TAPER, cell=b"SUB"), "0 polygons"),
        (layout(TAPER, times=2), "2 polygons"),
        (layout([(0, 0), (100, 200), (200, 0)]), "the mouth"),
        (layout([(0, 300), (900, 300), (450, 0)]), "do not fit into a pitch"),
        (layout([(i, -(i % 7) - 1) for i in range(1, 80)] + [(80, 0), (0, 0)]), "at most 60"),
        (record(0x0305, bytes(16)) + layout(TAPER)[62:], "no unit"),
    ],
)
def test_what_draws_no_section_is_refused(data: bytes, why: str, tmp_path: Path) -> None:
    (tmp_path / "x.gds").write_bytes(data)
    with pytest.raises(InputError, match=why) as told:
        drawn(section(), tmp_path)
    assert told.value.exit_code == 3


def test_a_file_outside_the_folder_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "x.gds").write_bytes(layout(TAPER))
    (tmp_path / "in").mkdir()
    with pytest.raises(InputError, match="leads out of"):
        drawn(section("../x.gds"), tmp_path / "in")


def test_every_broken_byte_is_refused_or_read() -> None:
    whole = layout(TAPER)
    for at in range(len(whole)):
        data = whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :]
        try:
            for found in polygons(data, "x.gds", "TOP", 1):
                lip_to_lip(found)
        except (ForelineError, ValueError):
            continue
