"""Make scans whose truth is known: text, page, pen, stamp, scanner.

Read the road in `road.py`; a nota's text becomes set pages (`typeset`), a reader writes on them (`annotate`,
with the strokes of `pen`), a scanner bends and soils them (`scanner`), and `truth` writes the files and what
is in them. Every step draws its chances from the seed it is given: the same seed and faces give the same bytes.
"""
