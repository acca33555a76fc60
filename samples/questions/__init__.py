"""The judged set: nota's, and questions with the nota's that answer them."""
