"""Readers of open data: one module per format or provider."""
