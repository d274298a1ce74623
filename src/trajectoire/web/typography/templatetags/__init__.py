"""Words that the templates add."""
