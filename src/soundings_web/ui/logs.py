"""What the site's own log says of a page: which kind of page, never its address. An address may hold a link's secret."""

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
