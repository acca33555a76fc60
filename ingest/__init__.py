"""From scan to nota: each step a plain function. Read `pipeline` first."""
