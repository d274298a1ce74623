"""What templates need to name territories."""
