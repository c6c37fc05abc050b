"""How the shipped encoder is made; no part of the wheel, run from a clone with the ``train`` extra."""
