"""What the pages of the inventory say, prepared from the rows of the ledger."""
