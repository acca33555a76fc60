"""From a reader's words to the right nota."""
