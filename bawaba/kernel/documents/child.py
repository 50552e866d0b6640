"""The child process: `python -m bawaba.kernel.documents.child`, one document in, one answer out.

In: a line of JSON (`action`, `media_type`, `mark`, `language`,
`font`), then the document. Out: a line of JSON
(`fault`), then the PDF when one was made. It sets its own limits before it reads a byte.
"""

import json
import resource
import sys
from typing import Any, Final

MOST_MEMORY: Final = 1_200_000_000
MOST_PROCESSOR_S: Final = 20
MOST_WRITTEN: Final = 64_000_000


def set_limits() -> None:
    """Bound memory, processor time and written files; no core is dumped."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_PROCESSOR_S, MOST_PROCESSOR_S + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (MOST_WRITTEN, MOST_WRITTEN))


def answer(asked: dict[str, Any], content: bytes) -> tuple[str, bytes]:  # Any: JSON from our parent
    """Return the fault and the PDF that was made."""
    from bawaba.kernel.documents import images, pdfs  # noqa: PLC0415 - only under the limits

    is_pdf = asked["media_type"] == "application/pdf"
    if asked["action"] == "inspect":
        return (pdfs.find_fault(content) if is_pdf else images.find_fault(content)), b""
    made = content if is_pdf else images.to_pdf(content)
    if asked["mark"]:
        from bawaba.kernel.documents import marks  # noqa: PLC0415 - its libraries are heavy, few need them

        made = marks.stamp(made, asked["mark"], language=asked["language"], font=asked["font"])
    return "", made


def main() -> int:
    """Answer one question and leave."""
    set_limits()
    head, _, content = sys.stdin.buffer.read().partition(b"\n")
    try:
        fault, made = answer(json.loads(head), content)
    except MemoryError:
        fault, made = "oversized", b""
    sys.stdout.buffer.write(json.dumps({"fault": fault}).encode() + b"\n" + made)
    return 0


if __name__ == "__main__":
    sys.exit(main())
