"""Exact Gaussian inversion of chains of days."""
