"""What the accounts compute: pure functions of rows and tables."""
