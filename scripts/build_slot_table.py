"""Write src/foreline/data/slot_transmission.csv: wide slots, by the wall integral equation (about a minute)."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from foreline.vacuum.shapes import solve_slot_transmission


def main() -> None:
    rows = ["item,property,value,unit,source,status,note"]
    for ratio in np.geomspace(0.01, 1000, 76):
        item = float(f"{ratio:.12g}")
        w = solve_slot_transmission(item, panel=1.0 if item < 50 else 2.0)
        rows.append(f"{item:.12g},transmission,{w:.11g},1,foreline-computed,computed,")
    target = Path(__file__).parents[1] / "src" / "foreline" / "data" / "slot_transmission.csv"
    target.write_text("\n".join(rows) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
