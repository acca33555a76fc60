"""How near a reading comes to the truth: pure functions that count, and add up."""
