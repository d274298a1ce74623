"""Series and grids kept on disk."""
