"""How the observatory's inputs come from files, tables and invented cities."""
