"""Nota's to try with, and the forge that makes more."""
