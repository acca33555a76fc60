"""What the archive holds, and how it is found again. The ground floor: imports nothing else of ours."""
