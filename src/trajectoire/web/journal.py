"""What the server writes of its day: settings read it before anything of Django."""

import logging


class OneLine(logging.Filter):
    """Tell of a refusal in one line: where it was decided is no news, and no fault."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Take from a record of requests the trace of what is no error."""
        if record.name == "django.request" and record.levelno < logging.ERROR:
            record.exc_info = record.exc_text = None
        return True
