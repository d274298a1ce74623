"""The accounts as files that others read."""
