"""The header that keeps every page away from the machine's camera, microphone and place."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

UNWANTED = (
    "accelerometer", "browsing-topics", "camera", "display-capture", "geolocation", "gyroscope", "hid",
    "magnetometer", "microphone", "midi", "payment", "screen-wake-lock", "serial", "usb",
)  # fmt: skip
POLICY = ", ".join(f"{feature}=()" for feature in UNWANTED)


def permissions_policy(answer: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: a page that never asks for these cannot be made to."""

    def with_header(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        response["Permissions-Policy"] = POLICY
        return response

    return with_header
