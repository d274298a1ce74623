"""The words of the territory."""
