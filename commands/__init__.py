"""What can be typed after `nota`: a room for each family of commands. Read `nota.py` first.

What a command needs of ingest and search is imported inside it: `nota search` answers before cv2 and spaCy would have
loaded.
"""
