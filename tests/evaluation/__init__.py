"""How well screening finds what may be withheld, on labelled passages."""
