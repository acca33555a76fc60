"""What a reader sees in a browser, and who may see it."""
