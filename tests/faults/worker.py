"""What the killed processes do."""

import json
import os
import threading
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from api.desk.reviewing.keeping import AnswerKeeper
from api.settings import Settings
from api.webhooks.deliverer import Backoff, Deliverer
from api.wiring import open_service
from projections.threads import FollowerThreads
from tests.examples import BORDER, report
from tests.keys import MASTERS
from tests.parts import Parts, Places
from tracing.application import Posted, Tracing
from tracing.reports import AnyReport

READY = "ready"


def person_report(process: int, number: int) -> AnyReport:
    """The report of this number of this process: every second one is about the person of the one before."""
    about = sha256(f"{process} {number // 2}".encode()).hexdigest().upper()  # nobody resembles anybody else
    person = {"names": [{"full": about[:8]}], "documents": [{"number": about[8:18]}]}
    return report(f"{process}-{number}", kind="border_crossing", person=person)


def follow(output: Path, places: Places) -> None:
    """Keep all views up to date, as `tracing follow` does, until killed."""
    parts = Parts(places)
    views = (parts.records, parts.matcher(), parts.candidates, parts.identities)
    threads = FollowerThreads([parts.follower(view, batch_size=20) for view in views])
    threads.start()
    output.write_text(f"{READY}\n")
    threading.Event().wait()


def deliver(output: Path, settings: Settings, trust: Path) -> None:
    """Follow the log and send alerts, as `tracing serve` does, until killed."""
    os.environ["SSL_CERT_FILE"] = str(trust)
    service = open_service(settings)
    FollowerThreads(service.followers()).start()
    parts = (service.application, service.alerts, service.attempts, service.sender, service.audit)
    Deliverer(*parts, backoff=Backoff(first=0.05, longest=0.2, rest=0.02), look=0.02, lease=0.5).start()
    output.write_text(f"{READY}\n")
    threading.Event().wait()


def keep(output: Path, settings: Settings) -> None:
    """Follow the log and write the answers that are due, as `tracing serve` does, until killed."""
    service = open_service(settings)
    FollowerThreads(service.followers()).start()
    AnswerKeeper(service).start()
    output.write_text(f"{READY}\n")
    threading.Event().wait()


def write(output: Path, log: str, process: int, numbers: Iterable[int], size: int) -> None:
    """Post reports one by one, or `size` in a batch, and tell which were acknowledged, until killed."""
    app = Tracing(log, MASTERS)
    batch: list[int] = []
    with output.open("a", buffering=1) as told:
        print(READY, file=told)
        for number in numbers:
            batch.append(number)
            if len(batch) < size:
                continue
            reports = [person_report(process, n) for n in batch]
            answers = [app.post(reports[0], BORDER)] if size == 1 else app.post_all(reports, BORDER)
            for n, answer in zip(batch, answers, strict=True):
                assert isinstance(answer, Posted)
                print(json.dumps({"number": n, "position": answer.position, "created": answer.created}), file=told)
            batch = []
