"""How well and how fast the product works, measured."""
