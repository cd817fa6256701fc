"""How good is it: read text against the truth."""
