"""A territory's front door: the search that leads to it, its figures, its doors."""
