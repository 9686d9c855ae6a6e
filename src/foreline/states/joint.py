"""What passes between the ports of a scene that joins chambers of the network."""

from __future__ import annotations

from dataclasses import dataclass

from foreline.states.quantities import Array, Notice, quantity


@dataclass(frozen=True, kw_only=True)
class JointState:
    """One joint: its ports, the chambers they open into, and what passes between each two."""

    name: str
    scene: str
    ports: tuple[str, ...]
    chambers: tuple[str, ...]
    area: Array = quantity("m2", "Areas of the ports [port]", "as drawn in the scene")
    probability: Array = quantity("", "Transmission probability [from, to]", "A_i W_ij of both ways together / A_i")
    passage: Array = quantity("m2", "Passage A_i W_ij [port, port]", "(a_ij + a_ji)/(N_i/A_i + N_j/A_j)")
    passage_error: Array = quantity("m2", "Passage, standard error [port, port]", "by the spread of batches")
    conductance: Array = quantity("m3/s", "Molecular conductance, N2 at 20 degC [port, port]", "passage x mean speed/4")
    mismatch: float = quantity("", "Largest difference of two ways", "|A_i W_ij - A_j W_ji| / its standard error")
    particles: int
    leaked: int
    seed: int
    notices: tuple[Notice, ...] = ()
    sources: tuple[str, ...] = ()
