"""The assistant's own sentences: short, plain, and without a fact of their own."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bawaba.assistant.rules.nearness import words_in
from bawaba.assistant.types import Intent, Status

# What heads the facts of each thing asked.
HEADS: Final[Mapping[Intent, Promise]] = {
    "documents": _("Bring these documents:"),
    "how": _("The steps:"),
    "who": _("The conditions:"),
    "where": _("Where and how to ask:"),
}
MISSING: Final[Mapping[Intent, Promise]] = {
    "documents": _("The catalogue does not list the documents to bring."),
    "fee": _("The catalogue does not say what it costs."),
    "delay": _("The catalogue does not say how long it takes."),
    "where": _("The catalogue does not say where to go."),
    "how": _("The catalogue does not list the steps."),
    "who": _("The catalogue does not say who may ask for it."),
    "validity": _("The catalogue does not say how long it stays valid."),
    "appeal": _("The catalogue does not say how to contest a refusal."),
    "status": _(
        "Your file cannot be seen from here. Give the number of your receipt where you handed it in."
    ),
    "overview": _("The catalogue gives only the name of this service so far."),
}
# What people ask for, in lists.
ASKED: Final[Mapping[str, Promise]] = {
    "documents": _("the documents to bring"),
    "fee": _("what it costs"),
    "delay": _("how long it takes"),
    "where": _("where to go"),
    "how": _("the steps"),
    "who": _("who may ask for it"),
    "validity": _("how long it stays valid"),
    "appeal": _("how to contest a refusal"),
    "status": _("where one's file stands"),
    "overview": _("anything beyond its name"),
}
STATUS_NAMES: Final[Mapping[Status, Promise]] = {
    "answered": _("Answered"),
    "clarification": _("Asked back"),
    "emergency": _("Numbers to call"),
    "greeting": _("Greeting"),
    "refused-out-of-scope": _("Not a public service"),
    "refused-legal-advice": _("Legal advice"),
    "refused-personal-data": _("About a person"),
    "refused-injection": _("An order to the assistant"),
    "refused-unlawful": _("Against the law"),
    "refused-abuse": _("Insult"),
    "not-in-catalogue": _("Not in the catalogue"),
    "error": _("Error"),
}
ASK: Final = _("Ask this administration: %(authority)s.")
FREE: Final = _("It is free.")
COSTS: Final = _("It costs %(amount)s.")
COST_NOTE: Final = _("Cost: %(note)s")
LIMIT: Final = _("Time limit: %(days)s.")
VALID: Final = _("How long it stays valid: %(validity)s")
AUTHORITY: Final = _("Administration in charge: %(authority)s.")
START: Final = _("Start here: %(address)s")
ABOUT: Final = _("This is about: %(title)s.")
PERHAPS: Final = _("Several services are close to your question. Which one do you mean?")
AND_NUMBERS: Final = _("If someone is in danger, call one of these numbers first.")
ALONE: Final = _("You are not alone. Talk to someone now: call for help, or go to someone you trust.")

LEADS: Final[Mapping[Status, Promise]] = {
    "not-in-catalogue": _(
        "I found nothing in the catalogue that answers this. Try other words, look in the list of services, or "
        "ask an administration."
    ),
    "greeting": _(
        "Hello. I answer questions about public services: what to bring, what it costs, how long it takes, "
        "where to go. I am a program, not a person."
    ),
    "refused-out-of-scope": _(
        "This is not about a public service. I only answer from the catalogue of public services."
    ),
    "refused-legal-advice": _(
        "I cannot judge your own case or say what a court will decide. A lawyer can, and legal aid exists for "
        "people who cannot pay."
    ),
    "refused-personal-data": _(
        "I have no information about people, and I may not give any. I only answer from the catalogue of public "
        "services."
    ),
    "refused-injection": _(
        "I do not follow orders that change how I answer. Ask me about a public service, in your own words."
    ),
    "refused-unlawful": _(
        "I do not help with forged papers, bribes or harm to anybody. If somebody asks you for money or threatens "
        "you, ask me where to report it."
    ),
    "refused-abuse": _(
        "I understand that you are angry. Tell me which public service you need, and I will look."
    ),
    "error": _("Something went wrong here. Nothing is lost: ask again, or open the list of services."),
}
# What a greeting, thanks and a wish for a person get.
CHAT: Final[Mapping[str, Promise]] = {
    "greeting": LEADS["greeting"],
    "thanks": _("You are welcome. Ask again whenever you like."),
    "human": _(
        "I am a program. To reach a person, look for the administration on the service's page; about a request that "
        "you sent here, you can write to its office."
    ),
}
OWN_REQUEST: Final[Mapping[Intent, Promise]] = {
    "status": _(
        "I cannot see your file in this answer. Requests that you sent here are on the page My requests. For a file "
        "handed in elsewhere, ask where you handed it in, with the number of your receipt."
    ),
    "appeal": _(
        "A refusal of a request that you sent here can be contested on the request's own page. For any other, ask "
        "the administration that refused: keep what it wrote to you."
    ),
}
# Words for one's own request that name no service, folded.
ONES_OWN: Final = words_in(
    "demande demandes dossier dossiers requete refusee refuse refus rejetee rejete que faire recu application request file "
    "refused rejected ملف ملفي الملف طلب طلبي الطلب دوسي الدوسي ضوسي الضوسي رفض رفضو رفضوا مرفوض ldossier dossiri talab talabi milaf lmilaf "
    "rafdo refdo etat suite ete"
)
NOT_SAID: Final = _("The catalogue does not say this about this service. Ask the administration in charge.")
DEAR: Final = _("Good day,")
KIND_REGARDS: Final = _("Kind regards,")
CHANNELS: Final[Mapping[str, Promise]] = {
    "online": _("Online"),
    "office": _("At the office"),
    "phone": _("By phone"),
    "consulate": _("At the consulate"),
    "post": _("By post"),
    "mobile": _("On a mobile application"),
}
