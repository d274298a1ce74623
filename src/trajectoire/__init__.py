"""The open instrument panel of a territory's ecological transition."""
