"""The Django application ``typography``: figures, dates and signs, written alike."""
