"""Which commune and which cell a point lies in. Geometry in memory, no SQL query."""

from bawaba.coverage.queries.ground import Ground


def find_place(*, ground: Ground, lon: float, lat: float) -> tuple[str, str]:
    """Return the code of the commune at a point, empty outside of the country, and its H3 cell."""
    import h3  # noqa: PLC0415 - geometry, for those who ask alone
    import numpy as np  # noqa: PLC0415 - as above

    from bawaba.coverage.rules.placing import find_areas, find_nearby  # noqa: PLC0415 - as above

    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        return "", ""
    point = np.array([[lon, lat]])
    found = int(find_nearby(point, ground.shapes, find_areas(point, ground.shapes), 0.02)[0])
    return (ground.codes[found] if found >= 0 else ""), h3.latlng_to_cell(lat, lon, 7)
