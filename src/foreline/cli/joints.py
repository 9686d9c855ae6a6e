"""What `foreline transport` does with joints: the matrix between their ports, flown and told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

from foreline.cli.text import columns
from foreline.errors import UsageError

if TYPE_CHECKING:
    from foreline.states import JointState
    from foreline.tool import Tool


def chosen_joints(tool: Tool, names: Sequence[str]) -> Sequence[str]:
    """Return the named joints, all of them without a name."""
    for name in names:
        if name not in tool.joints:
            raise UsageError(f"--joint {name!r}: the tool has {', '.join(tool.joints) or 'no joints'}")
    return names or list(tool.joints)


def fly_joint(
    tool: Tool, name: str, folder: Path, seed: int, threads: int, tell: Callable[[str, int, int], None]
) -> JointState:
    """Return what passes between the ports of a joint, each pair to the joint's own error."""
    from foreline.transport.joints import solve_joint

    tell(name, 0, 1)
    joint = tool.joints[name]
    return solve_joint(joint, name, tool.scenes[joint.scene], folder, seed, threads)


def told_joint(state: JointState) -> str:
    """Return a joint's matrix as text: each pair of ports once, its probability from both sides."""
    from foreline.result import show

    rows = []
    for i, j in combinations(range(len(state.ports)), 2):
        passage = float(state.passage[i, j])
        doubt = f" ± {100 * float(state.passage_error[i, j]) / passage:.1g} %" if passage > 0.0 else ""
        rows.append([
            f"{state.ports[i]} - {state.ports[j]}", f"{state.probability[i, j]:.4f}", f"{state.probability[j, i]:.4f}",
            show(passage, "m2", 4) + doubt, show(float(state.conductance[i, j]), "m3/s"),
        ])  # fmt: skip
    header = ["ports", "there", "back", "area x probability", "molecular N2"]
    gone = "nothing leaked" if not state.leaked else f"{state.leaked:,} leaked or were lost"
    into = ", ".join(f"{port} into {chamber}" for port, chamber in zip(state.ports, state.chambers, strict=True))
    out = [
        f"Joint {state.name}: {into}", "", columns(rows, header), "",
        f"{state.particles:,} test particles, seed {state.seed}; {gone}; "
        f"both ways agree within {state.mismatch:.1f} standard errors",
    ]  # fmt: skip
    if state.notices:
        notices = [[n.code, n.where, n.message] for n in state.notices]
        out += ["", "What the models ask you to know (`foreline explain CODE`):", columns(notices)]
    return "\n".join(out)
