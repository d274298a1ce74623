"""The accounts of a territory: one ledger, and every framework a view of it."""
