"""What the observatory's page says, prepared from the summary of a run."""
