"""Refusals of the casework room."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from bawaba.kernel.errors import Conflict, InvalidInput, NotFound, PermissionDenied, Text, TooManyRequests


class CaseNotFound(NotFound):
    """No case that this reader may see has this key or number."""

    code: ClassVar[str] = "case-not-found"
    message: ClassVar[Text] = _("We found no such request.")
    hint: ClassVar[Text] = _("Look at the list of your requests, or check the number on the receipt.")


class PaperNotFound(NotFound):
    """No receipt or decision has this code."""

    code: ClassVar[str] = "paper-not-found"
    message: ClassVar[Text] = _("No document of this site has this code.")
    hint: ClassVar[Text] = _("It may be forged. Scan the code again, or ask the administration named on it.")


class ProcedureNotFound(NotFound):
    """No version of a procedure answers to this."""

    code: ClassVar[str] = "procedure-not-found"
    message: ClassVar[Text] = _("There is no such procedure.")


class ProcedureRefused(InvalidInput):
    """The procedure has faults; `fields` names them."""

    code: ClassVar[str] = "procedure-refused"
    message: ClassVar[Text] = _("This procedure cannot be published yet.")
    hint: ClassVar[Text] = _("Correct what is listed, then publish again.")


class NoProcedureToPublish(Conflict):
    """The procedure has no draft version."""

    code: ClassVar[str] = "no-procedure-to-publish"
    message: ClassVar[Text] = _("There is nothing new to publish.")


class NotCaseOfficer(PermissionDenied):
    """This actor does not handle the cases of that office."""

    code: ClassVar[str] = "not-case-officer"
    message: ClassVar[Text] = _("You do not handle the requests of this administration.")


class StepNotPossible(Conflict):
    """The case's state, or who asks, does not allow this step."""

    code: ClassVar[str] = "step-not-possible"
    message: ClassVar[Text] = _("This step is not possible now.")
    hint: ClassVar[Text] = _("The request may have moved on in the meantime. Open it again.")


class StepIncomplete(InvalidInput):
    """Something that the step needs is missing; `fields` names it."""

    code: ClassVar[str] = "step-incomplete"
    message: ClassVar[Text] = _("Something is missing for this step.")


class CaseChangedMeanwhile(Conflict):
    """Somebody else changed the case since it was opened."""

    code: ClassVar[str] = "case-changed-meanwhile"
    message: ClassVar[Text] = _("Somebody changed this request since you opened it.")


class CorrectionAskedBefore(Conflict):
    """A correction may be asked for only once."""

    code: ClassVar[str] = "correction-asked-before"
    message: ClassVar[Text] = _("A correction was asked for already: the law allows it only once.")
    hint: ClassVar[Text] = _("Decide on what the request holds.")


class DocumentNotPublished(InvalidInput):
    """The correction asks for something that the form did not ask for."""

    code: ClassVar[str] = "correction-beyond-form"
    message: ClassVar[Text] = _("You may only ask to correct what the form asked for.")
    hint: ClassVar[Text] = _("A complete request cannot be re-opened for new documents.")


class SameEyes(Conflict):
    """The second pair of eyes must be another agent's."""

    code: ClassVar[str] = "same-eyes"
    message: ClassVar[Text] = _("Another agent must confirm this decision.")


class ReplyAddressRefused(InvalidInput):
    """An address cannot be written to, or the person has an account that says where to write."""

    code: ClassVar[str] = "reply-address-refused"
    message: ClassVar[Text] = _("We cannot write to this address.")


class AddressTooBusy(TooManyRequests):
    """Too many requests named one address today."""

    code: ClassVar[str] = "reply-address-too-busy"
    message: ClassVar[Text] = _("This address was given for several requests today.")
    hint: ClassVar[Text] = _("Your request is safe. Try again tomorrow, or use another address.")


class OwnDecisionAppealed(Conflict):
    """Who proposed or confirmed a decision does not hear the appeal against it."""

    code: ClassVar[str] = "appeal-own-decision"
    message: ClassVar[Text] = _("You took part in this decision: another supervisor hears the appeal.")
    hint: ClassVar[Text] = _(
        "Ask another supervisor of the administration, or of the one above it, to answer."
    )


class NotManager(PermissionDenied):
    """This actor does not set up the requests of that body."""

    code: ClassVar[str] = "not-casework-administrator"
    message: ClassVar[Text] = _("You do not set up the requests of this administration.")


class WebhookNotFound(NotFound):
    """No webhook that this actor manages has this key."""

    code: ClassVar[str] = "webhook-not-found"
    message: ClassVar[Text] = _("There is no such webhook.")


class WebhookRefused(InvalidInput):
    """The address or the events of a webhook cannot be taken; `fields` names why."""

    code: ClassVar[str] = "webhook-refused"
    message: ClassVar[Text] = _("This webhook cannot be set up.")


class DeliveryNotFound(NotFound):
    """The webhook was never sent this message, or its log was forgotten."""

    code: ClassVar[str] = "delivery-not-found"
    message: ClassVar[Text] = _("This webhook was never sent such a message.")


class CaseHeld(Conflict):
    """Another agent has this case open."""

    code: ClassVar[str] = "case-held"
    message: ClassVar[Text] = _("A colleague has this request open.")
    hint: ClassVar[Text] = _("Wait until they are done, or ask your supervisor to take it over.")


class AgentNotOfOffice(InvalidInput):
    """That account does not handle requests of the office."""

    code: ClassVar[str] = "agent-not-of-office"
    message: ClassVar[Text] = _("This person does not handle requests of this office.")


class DeskTextRefused(InvalidInput):
    """Something that is kept on the desk lacks words, or has too many; `fields` names it."""

    code: ClassVar[str] = "desk-text-refused"
    message: ClassVar[Text] = _("This cannot be kept as it is.")


class DeskItemNotFound(NotFound):
    """No such label, saved filter or template on this desk."""

    code: ClassVar[str] = "desk-item-not-found"
    message: ClassVar[Text] = _("This is not on your desk any more.")


class NobodyToShareWith(Conflict):
    """No agent of the office takes cases today."""

    code: ClassVar[str] = "nobody-to-share-with"
    message: ClassVar[Text] = _("No agent of this office takes requests today.")
    hint: ClassVar[Text] = _("Change who is away, or give the requests to somebody by name.")


class ComplaintClosed(Conflict):
    """The complaint was answered or withdrawn."""

    code: ClassVar[str] = "complaint-closed"
    message: ClassVar[Text] = _("This complaint was answered already.")


class TrialRefused(InvalidInput):
    """The trial server of the building block's API cannot start."""

    code: ClassVar[str] = "trial-refused"
    message: ClassVar[Text] = _(
        "The trial server cannot start: the port is taken or the file of records has a fault."
    )


class MessageEmpty(InvalidInput):
    """A message has no words and nothing attached."""

    code: ClassVar[str] = "message-empty"
    message: ClassVar[Text] = _("Write a message, or attach a document.")


class TextTooLong(InvalidInput):
    """A text is longer than the page takes."""

    code: ClassVar[str] = "text-too-long"
    message: ClassVar[Text] = _("This text is too long.")
    hint: ClassVar[Text] = _("Shorten it, or attach a document.")


class TooManyMessages(Conflict):
    """A person wrote many messages in a short time."""

    code: ClassVar[str] = "too-many-messages"
    message: ClassVar[Text] = _("You wrote many messages today.")
    hint: ClassVar[Text] = _("The office has them all. Write again tomorrow.")


class TooManyAttachments(InvalidInput):
    """A message has as many files as it takes."""

    code: ClassVar[str] = "too-many-attachments"
    message: ClassVar[Text] = _("A message takes ten documents at most.")
    hint: ClassVar[Text] = _("Send this message, then attach the others to the next one.")


class NothingToRate(Conflict):
    """The step was not reached."""

    code: ClassVar[str] = "nothing-to-rate"
    message: ClassVar[Text] = _("This step was not reached yet.")


class ComplaintNotFound(NotFound):
    """No complaint that this reader may see has this key."""

    code: ClassVar[str] = "complaint-not-found"
    message: ClassVar[Text] = _("We found no such complaint.")


class ComplaintOpen(Conflict):
    """The same complaint about the same case waits for an answer."""

    code: ClassVar[str] = "complaint-open"
    message: ClassVar[Text] = _("You complained of this already. The supervisor has it.")


class AppealNotPossible(Conflict):
    """There is no decision to appeal against, or its time has passed."""

    code: ClassVar[str] = "appeal-not-possible"
    message: ClassVar[Text] = _("An appeal is not possible any more.")
    hint: ClassVar[Text] = _("The last day stands on the decision.")


class AppealFiled(Conflict):
    """An appeal against this decision was filed already."""

    code: ClassVar[str] = "appeal-filed"
    message: ClassVar[Text] = _("You appealed against this decision already.")


class AppealNotFound(NotFound):
    """No appeal that this reader may see has this key, or it was answered."""

    code: ClassVar[str] = "appeal-not-found"
    message: ClassVar[Text] = _("We found no such appeal.")


class AppealAnswered(Conflict):
    """The appeal was answered or withdrawn."""

    code: ClassVar[str] = "appeal-answered"
    message: ClassVar[Text] = _("This appeal was answered already.")


class WrongFollowCode(NotFound):
    """The number and the code do not belong together."""

    code: ClassVar[str] = "wrong-follow-code"
    message: ClassVar[Text] = _("This number and this code do not belong together.")
    hint: ClassVar[Text] = _("Copy both from your receipt. The code has sixteen letters and figures.")


class FeastUnknown(InvalidInput):
    """The country's calendar has no such feast."""

    code: ClassVar[str] = "feast-unknown"
    message: ClassVar[Text] = _("The country's calendar has no such feast.")


class IdempotencyKeyReused(Conflict):
    """The key was sent before, with other answers."""

    code: ClassVar[str] = "idempotency-key-reused"
    message: ClassVar[Text] = _("This idempotency key was used for another request.")
    hint: ClassVar[Text] = _("Use a new key for each new request.")
