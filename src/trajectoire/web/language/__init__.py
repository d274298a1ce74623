"""What the core says, in the language of the page and of the command line."""
