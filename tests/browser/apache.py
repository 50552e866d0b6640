"""A web server of another house that signs people in with Debian's mod_auth_openidc."""

import os
import pwd
import secrets
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

MODULES = Path("/usr/lib/apache2/modules")
LOADED = ("mpm_event", "authn_core", "authz_core", "authz_user", "headers", "auth_openidc")
CONFIGURATION = """
ServerRoot "{folder}"
ServerName 127.0.0.1
Listen 127.0.0.1:{port}
PidFile "{folder}/apache.pid"
ErrorLog "{folder}/error.log"
DefaultRuntimeDir "{folder}"
Mutex "file:{folder}" default
DocumentRoot "{folder}/pages"
{modules}
<Directory "{folder}/pages">
    Require all granted
</Directory>
OIDCProviderMetadataURL {issuer}/.well-known/openid-configuration
OIDCClientID {client_id}
OIDCClientSecret {secret}
OIDCRedirectURI {address}/protected/callback
OIDCCryptoPassphrase {passphrase}
OIDCScope "openid profile email"
OIDCPKCEMethod S256
OIDCProviderTokenEndpointAuth client_secret_basic
OIDCRemoteUserClaim sub
<Location /protected>
    AuthType openid-connect
    Require valid-user
    Header always set X-Signed-In "%{{OIDC_CLAIM_email}}e"
    Header always set X-Level "%{{OIDC_CLAIM_acr}}e"
    Header always set X-Issuer "%{{OIDC_CLAIM_iss}}e"
</Location>
"""


def require_apache() -> str:
    """Return the path of Apache; fail with one clear line where it or its module is missing."""
    program = shutil.which("apache2", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    ask = "The tests need: sudo apt-get install apache2-bin libapache2-mod-auth-openidc"
    assert program is not None, ask
    assert (MODULES / "mod_auth_openidc.so").exists(), ask
    return program


@contextmanager
def apache(*, port: int, issuer: str, client_id: str, secret: str) -> Iterator[str]:
    """Run Apache with a configuration and a port of its own, without rights; yield its address."""
    program, user = require_apache(), "nobody" if os.geteuid() == 0 else None
    address = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory(prefix="bawaba-apache-") as name:
        folder = Path(name)
        write_site(folder, port=port, address=address, issuer=issuer, client_id=client_id, secret=secret)
        if user:
            hand_over(folder, user)
        process = subprocess.Popen(
            [program, "-f", str(folder / "apache.conf"), "-DFOREGROUND"], user=user, cwd=folder,
            stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        try:
            wait(address, process, folder / "error.log")
            yield address
        finally:
            process.terminate()
            process.wait(timeout=20)


def write_site(folder: Path, **facts: object) -> None:
    """Write the pages and the configuration."""
    for page in ("index.html", "bye.html", "protected/index.html"):
        path = folder / "pages" / page
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("<!doctype html><title>Other site</title><link rel=icon href=data:,><p>Welcome")
    modules = "\n".join(f"LoadModule {name}_module {MODULES}/mod_{name}.so" for name in LOADED)
    passphrase = secrets.token_hex(16)
    text = CONFIGURATION.format(folder=folder, modules=modules, passphrase=passphrase, **facts)
    (folder / "apache.conf").write_text(text)


def hand_over(folder: Path, user: str) -> None:
    """Give the folder to the account without rights that the server runs under."""
    account = pwd.getpwnam(user)
    for path in (folder, *folder.rglob("*")):
        os.chown(path, account.pw_uid, account.pw_gid)


def wait(address: str, process: subprocess.Popen[str], log: Path) -> None:
    for _ in range(200):
        try:
            httpx.get(address)
        except httpx.TransportError:
            assert process.poll() is None, log.read_text() if log.exists() else process.communicate()[1]
            time.sleep(0.05)
        else:
            return
    raise AssertionError(f"Apache did not start:\n{log.read_text()}")
