"""What the pages of imports show, in the language of the reader."""
