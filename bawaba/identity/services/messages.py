"""Messages to telephones: through the country's gateway, or to a file or the console while developing."""

import sys
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import httpx
from django.conf import settings

from bawaba.identity.errors import MessageNotSent

TIMEOUT_S: Final = 8.0


def send_text(*, phone: str, text: str) -> None:
    """Send a short message to a number in E.164.

    `SMS_GATEWAY` says where: an https address that takes a JSON object {"to", "text"} with a bearer
    token; `file:///folder`, one file for each number; `console`; or `none`.

    raises: MessageNotSent
    """
    gateway = settings.SMS_GATEWAY
    if gateway == "console":
        sys.stderr.write(f"Message to {phone}: {text}\n")
    elif gateway.startswith("file:"):
        _keep_in_file(Path(urlsplit(gateway).path), phone, text)
    elif gateway.startswith(("https:", "http:")):
        _post(gateway, phone, text)
    else:
        raise MessageNotSent


def _keep_in_file(folder: Path, phone: str, text: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{phone.removeprefix('+')}.txt").open("a", encoding="utf-8") as kept:
        kept.write(f"{text}\n")


def _post(gateway: str, phone: str, text: str) -> None:
    headers = {"Authorization": f"Bearer {settings.SMS_GATEWAY_TOKEN}"} if settings.SMS_GATEWAY_TOKEN else {}
    try:
        answer = httpx.post(gateway, json={"to": phone, "text": text}, headers=headers, timeout=TIMEOUT_S)
        answer.raise_for_status()
    except httpx.HTTPError as fault:  # no answer, or a refusal of the gateway
        raise MessageNotSent from fault
