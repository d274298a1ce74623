"""From the uncertainty of each datum to the uncertainty of a total."""
