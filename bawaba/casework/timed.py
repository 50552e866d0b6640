"""What this room does by itself, and when (`kernel.timers`)."""

from datetime import time, timedelta
from typing import Final

from bawaba.kernel.ports import DAILY, Timer

ROOM: Final = "bawaba.casework"
TIMERS: Final = {
    "casework.run-clock": Timer(f"{ROOM}.services.run_clock", DAILY, time(0, 20), "clock"),
    "casework.remind-complaints": Timer(
        f"{ROOM}.services.complaints.remind_of_complaints", DAILY, time(6, 0), "casework-notices"
    ),
    "casework.send-notices": Timer(f"{ROOM}.notices.sending.send_waiting", timedelta(minutes=10)),
    "casework.forget-notices": Timer(
        f"{ROOM}.notices.inbox.forget_old_notices", DAILY, time(3, 0), "casework-notices"
    ),
    "casework.deliver-overdue": Timer(
        f"{ROOM}.services.deliver_overdue", timedelta(hours=1), actor="webhooks"
    ),
    "casework.forget-deliveries": Timer(f"{ROOM}.services.forget_deliveries", DAILY, time(3, 10), "webhooks"),
    "casework.forget-addresses": Timer(
        f"{ROOM}.notices.addresses.forget_addresses", DAILY, time(3, 15), "casework-notices"
    ),
    "casework.forget-documents": Timer(
        f"{ROOM}.govstack.documents.forget_documents", DAILY, time(3, 20), "govstack"
    ),
}
