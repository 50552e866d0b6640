"""A person's phones and keys."""

from typing import Final

from fido2.utils import websafe_encode

from bawaba.identity.errors import DeviceNotFound
from bawaba.identity.models import Device
from bawaba.identity.rules.assertions import registered_id
from bawaba.identity.types import DeviceLine
from bawaba.kernel import rows

_USABLE: Final = (
    f"SELECT attested FROM {Device._meta.db_table} WHERE person_id = %s AND approves AND suspended_at IS NULL "  # noqa: S608  # a table's name
    "ORDER BY enrolled_at DESC, id DESC"
)


def list_devices(*, person_id: int) -> tuple[DeviceLine, ...]:
    """Return every device of a person, the latest first. One SQL query."""
    rows = Device.objects.filter(person_id=person_id)
    return tuple(_read(row) for row in rows.order_by("-enrolled_at", "-pk"))


def list_usable_devices(*, person_id: int) -> tuple[DeviceLine, ...]:
    """Return the devices that may approve now. One SQL query."""
    rows = Device.objects.filter(person_id=person_id, approves=True, suspended_at=None)
    return tuple(_read(row) for row in rows.order_by("-enrolled_at", "-pk"))


def usable_credentials(*, person_id: int) -> tuple[str, ...]:
    """Return the identifiers of the keys that may approve now, base64url, the latest first. One SQL query."""
    return tuple(
        websafe_encode(registered_id(bytes(one))) for (one,) in rows.run(_USABLE, person_id).fetchall()
    )


def get_device(*, person_id: int, device_id: int) -> DeviceLine:
    """Return one device of a person. One SQL query.

    raises: DeviceNotFound
    """
    row = Device.objects.filter(person_id=person_id, pk=device_id).first()
    if row is None:
        raise DeviceNotFound
    return _read(row)


def _read(row: Device) -> DeviceLine:
    return DeviceLine(
        device_id=row.pk,
        name=row.name,
        hardware_bound=row.hardware_bound,
        approves=row.approves,
        credential_id=websafe_encode(registered_id(bytes(row.attested))),
        enrolled_at=row.enrolled_at,
        last_used_at=row.last_used_at,
        suspended_at=row.suspended_at,
        suspended_for=row.suspended_for,
    )
