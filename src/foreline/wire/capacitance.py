"""What every capacitance is a multiple of."""

VACUUM_PERMITTIVITY = 8.8541878128e-12  # F/m
