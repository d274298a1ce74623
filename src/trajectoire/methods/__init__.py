"""Mathematics that several instruments share."""
