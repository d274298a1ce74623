"""Measurements that anyone can run again: ``make show`` runs them all."""
