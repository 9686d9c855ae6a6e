"""Write src/foreline/data/size_effect.txt: surface scattering of rectangular wires with diffuse walls (about 10 s)."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from foreline.wire.size_effect import table_entry, table_nodes

HEADER = """Chambers rectangular wire, diffuse walls: q = (rho/rho0 - 1) / (1/w + 1/h), sides in mean free paths.
Rows w, columns h: 41 nodes each, evenly spaced in the logarithm from 0.01 to 1000.
Bicubic in ln w, ln h: relative error of rho below 3e-5.
Built by scripts/build_size_effect_table.py from foreline.wire.size_effect.table_entry; source: foreline-computed."""


def main() -> None:
    nodes = table_nodes()
    table = np.empty((len(nodes), len(nodes)))
    for i, width in enumerate(nodes):
        for j, height in enumerate(nodes[: i + 1]):
            table[i, j] = table[j, i] = table_entry(width, height)
    target = Path(__file__).parents[1] / "src" / "foreline" / "data" / "size_effect.txt"
    np.savetxt(target, table, fmt="%.7f", header=HEADER)


if __name__ == "__main__":
    main()
