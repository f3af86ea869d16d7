"""What the site’s log says of a page: its kind, never its address, which may hold the secret of a link."""

import logging


class NoAddresses(logging.Filter):
    """Puts the kind of the page in the place of the address that was asked for."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        if request is not None:
            match = getattr(request, "resolver_match", None)
            route = getattr(match, "route", "") or "an address that leads nowhere"
            status = getattr(record, "status_code", "")
            record.msg, record.args = f"{status} at {route}".strip(), ()
        return True
