"""Django's sessions in the database, read and written by fixed statements, and never twice with the same content.

`settings.SESSION_ENGINE` names this module; an engine of Django's own (cache, Redis) may take its place.
What it writes, Django's own engine reads, and the other way round.
"""

import secrets
from functools import lru_cache
from typing import Any, Final

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import CreateError, UpdateError
from django.contrib.sessions.models import Session
from django.core import signing

from bawaba.kernel import clock, rows

_REMEMBERED: Final = 2048  # sessions whose signature this process need not compare again
KEY_BYTES: Final = 20  # forty signs, as many as the column holds
_TABLE: Final = Session._meta.db_table
_SELECT: Final = f"SELECT session_data FROM {_TABLE} WHERE session_key = %s AND expire_date > %s"  # noqa: S608  # a table's name
_INSERT: Final = f"INSERT INTO {_TABLE} (session_key, session_data, expire_date) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING"  # noqa: S608  # as above
_UPDATE: Final = f"UPDATE {_TABLE} SET session_data = %s, expire_date = %s WHERE session_key = %s"  # noqa: S608  # as above
_DELETE: Final = f"DELETE FROM {_TABLE} WHERE session_key = %s"  # noqa: S608  # as above


class SessionStore(db.SessionStore):
    """One browser's session."""

    _written: tuple[str, bytes] | None = None  # the key and the content last written by this object

    @property
    def key_salt(self) -> str:
        """Return the salt of Django's own engine, whose sessions these are."""
        return "django.contrib.sessions.SessionStore"

    def load(self) -> dict[str, Any]:  # Any: whatever a session holds
        """Return what the session holds. One SQL query."""
        found = rows.run(_SELECT, self.session_key, rows.moment(clock.now())).fetchone()
        if found is None:
            self._session_key = None
            return {}
        return self.decode(found[0])

    def save(self, must_create: bool = False) -> None:
        """Write the session, unless it is there as it is. At most one SQL query.

        raises: CreateError for a key that is taken, UpdateError for a session that was ended meanwhile
        """
        if self.session_key is None:
            return self.create()
        content = self._get_session(no_load=must_create)  # type: ignore[attr-defined]  # of Django's base class
        held = (self.session_key, self.serializer().dumps(content))
        if not must_create and held == self._written:
            return None
        self._write(held[1], must_create=must_create)
        self._written = held
        return None

    def delete(self, session_key: str | None = None) -> None:
        """End a session. One SQL query."""
        key = self.session_key if session_key is None else session_key
        if key is not None:
            rows.run(_DELETE, key)

    def encode(self, session_dict: dict[str, Any]) -> str:  # Any: whatever a session holds
        """Return the content signed, and not compressed: it is short, and read at every page."""
        return signing.dumps(session_dict, salt=self.key_salt, serializer=self.serializer)

    def decode(self, session_data: str | bytes) -> dict[str, Any]:  # Any: as above
        """Return the content, made anew each time, of what was signed by us."""
        try:
            content: dict[str, Any] = self.serializer().loads(
                _signed_content(str(session_data), self.key_salt)
            )
        except (ValueError, signing.BadSignature):
            content = super().decode(session_data)  # logs why, and holds nothing
        return content

    def _write(self, content: bytes, *, must_create: bool) -> None:
        data = signing.dumps(content, salt=self.key_salt, serializer=_AsItIs)
        until = rows.moment(self.get_expiry_date())
        if must_create:
            if not rows.run(_INSERT, self.session_key, data, until).rowcount:
                raise CreateError
        elif not rows.run(_UPDATE, data, until, self.session_key).rowcount:
            raise UpdateError

    def _get_new_session_key(self) -> str:
        """Return a key nobody has: 160 random bits, which the database checks as it inserts them."""
        return secrets.token_hex(KEY_BYTES)


class _AsItIs:
    """A serializer that leaves the bytes as they are."""

    def dumps(self, obj: bytes) -> bytes:
        return obj

    def loads(self, data: bytes) -> bytes:
        return data


@lru_cache(maxsize=_REMEMBERED)
def _signed_content(data: str, salt: str) -> bytes:
    """Return what was signed, as bytes. A wrong signature is not remembered.

    raises: BadSignature
    """
    read: bytes = signing.loads(data, salt=salt, serializer=_AsItIs)
    return read
