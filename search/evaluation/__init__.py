"""How well the matcher finds who is who, measured on records whose persons are known."""
