"""Teach the net that tells the inks apart: forged pages, cut in pieces, learned from.

Read the road in `__main__.py`; `make model` goes it. What it makes lies in `ingest/ink/data/`; `CARD.md` is its card.
"""
