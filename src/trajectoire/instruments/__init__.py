"""One folder per instrument, the same rooms in each."""
