"""Errors of the protocol: the standards' codes, answered as JSON or sent to a redirect URI."""

from collections.abc import Mapping

from bawaba.identity.oidc.answers import NO_STORE, Answer, json_answer


class ProtocolError(Exception):
    """A refusal in the words of OAuth 2.0 and OpenID Connect (RFC 6749, section 5.2, and its heirs).

    error:       the standard's code, such as `invalid_grant`
    description: for the client's engineer, in English, ASCII without quotes (RFC 6749, section 5.2);
                 never a secret, never a value that the client sent
    challenge:   the WWW-Authenticate header, where the status is 401
    """

    def __init__(
        self,
        error: str,
        description: str = "",
        status: int = 400,
        *,
        challenge: str = "",
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(error)
        self.error = error
        self.description = description
        self.status = status
        self.challenge = challenge
        self.headers = dict(headers or {})

    def __str__(self) -> str:
        return f"{self.error}: {self.description}" if self.description else self.error


def invalid_request(description: str) -> ProtocolError:
    """Return the error of a request with a parameter that is missing, repeated or malformed."""
    return ProtocolError("invalid_request", description)


def invalid_client(description: str, *, challenge: str = "") -> ProtocolError:
    """Return the error of a client that did not authenticate (RFC 6749, section 5.2: status 401)."""
    return ProtocolError("invalid_client", description, 401, challenge=challenge)


def invalid_token(description: str, *, scheme: str = "Bearer") -> ProtocolError:
    """Return a protected resource's answer to a token that is not good (RFC 6750, section 3.1)."""
    return ProtocolError(
        "invalid_token",
        description,
        401,
        challenge=f'{scheme} error="invalid_token", error_description="{description}"',
    )


def error_answer(error: ProtocolError) -> Answer:
    """Return the error as JSON that nobody keeps."""
    body = {"error": error.error}
    if error.description:
        body["error_description"] = error.description
    answer = json_answer(body, status=error.status, headers={**NO_STORE, **error.headers})
    if error.challenge:
        answer.headers["WWW-Authenticate"] = error.challenge
    return answer
