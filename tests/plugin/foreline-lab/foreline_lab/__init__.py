"""A diaphragm pump and an effusion cell for Foreline."""
