"""The door that the web server opens."""

import os

from django.core.wsgi import get_wsgi_application

from trajectoire.web.lifeline import PARENT, follow
from trajectoire.web.warming import warm

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trajectoire.web.settings")
if os.environ.get(PARENT) == str(os.getppid()):
    follow(os.getppid())

application = get_wsgi_application()
warm()
