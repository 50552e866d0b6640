"""What a job keeps for whoever asked for it: who that is, and a refusal in every language of the site."""

from django.utils import translation

from bawaba.directory.queries import actor_for
from bawaba.kernel.actors import ANONYMOUS, Actor, system_actor
from bawaba.kernel.errors import DomainError
from bawaba.kernel.languages import LANGUAGES
from bawaba.kernel.models import Account


def actor_of(key: str) -> Actor:
    """Return who asked, with the roles that they have today; nobody where the account is gone. Two SQL queries."""
    kind, _sign, name = key.partition(":")
    if kind == "system":
        return system_actor(name)
    account = Account.objects.filter(pk=int(name)).first() if kind == "account" and name.isdigit() else None
    return actor_for(account=account) if account is not None else ANONYMOUS


def tell_refusal(refusal: DomainError) -> dict[str, object]:
    """Return a refusal as JSON: its code, its line where it names one, its text and the next step by language."""
    texts, steps = {}, {}
    for language in LANGUAGES:
        with translation.override(language):
            texts[language], steps[language] = str(refusal), str(refusal.next_step)
    return {"code": refusal.code, "line": getattr(refusal, "line", None), "texts": texts, "next": steps}
