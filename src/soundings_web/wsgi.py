"""What an application server starts: ``soundings_web.wsgi:application``."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "soundings_web.settings")
application = get_wsgi_application()
