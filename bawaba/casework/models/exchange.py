"""What the GovStack Registration building-block API knows of cases beside the cases themselves."""

from typing import ClassVar

from django.db import models

from bawaba.casework.models.cases import Case


class OutsideName(models.Model):
    """An identifier that another system gave to something of ours.

    kind: service (inside: identifier in the catalogue), eform (inside: key of a form) or task (inside: key of a case)
    """

    kind = models.CharField(max_length=8)
    outside = models.CharField(max_length=200)
    inside = models.CharField(max_length=120)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "outside"], name="outside_name_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["kind", "inside", "id"], name="outside_name_inside")]

    def __str__(self) -> str:
        return f"{self.kind} {self.outside}"


class ApplicationFile(models.Model):
    """A case that came through the building block's API.

    file: under which it is known there; applicant: as the sender named the person
    sealed: the application's name, its date, the addresses of documents and what operators added: personal data
    """

    case = models.OneToOneField(Case, on_delete=models.CASCADE, primary_key=True, related_name="application")
    file = models.CharField(max_length=200, unique=True)
    applicant = models.CharField(max_length=200, db_index=True)
    sealed = models.BinaryField()

    def __str__(self) -> str:
        return self.file


class CompletedTask(models.Model):
    """A task that was completed through the building block's API. transition: the step taken by it, or empty.

    sealed: what was handed in with it, personal data
    """

    task = models.CharField(max_length=200, unique=True)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="completed_tasks", db_index=False)
    at = models.DateTimeField()
    by = models.CharField(max_length=80)
    transition = models.CharField(max_length=40, blank=True)
    sealed = models.BinaryField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["case", "id"], name="completed_task_of")]

    def __str__(self) -> str:
        return self.task


class HeldDocument(models.Model):
    """A document in plain text, which `kernel.files` does not take, handed in through the building block's API.

    sealed: its content, personal data; case: of which it is part, once it is named in an application
    """

    key = models.CharField(max_length=40, unique=True)
    owner = models.CharField(max_length=80)
    case = models.ForeignKey(Case, null=True, on_delete=models.CASCADE, related_name="texts")
    at = models.DateTimeField(db_index=True)
    size = models.PositiveIntegerField()
    sealed = models.BinaryField()

    def __str__(self) -> str:
        return self.key
