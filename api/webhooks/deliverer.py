"""Sends alerts to their receivers, for 24 hours, in every process that serves: the queue shares the work among them."""

import logging
import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from uuid import UUID

import msgspec

from api.alerts.alerting import sendable
from api.schemas.alerts import alert_shown, message
from api.webhooks.attempts import Attempts, Waiting
from api.webhooks.sending import SECONDS, Outcome, Sender
from projections.alerts import AlertsView
from tracing.application import Tracing
from tracing.audit.entries import Action, entry_now
from tracing.audit.log import AuditLog
from tracing.errors import NotFoundError
from tracing.events import now

logger = logging.getLogger(__name__)

_AT_ONCE = 8
"""Receivers that are sent to at the same time, never two of one subscription in a process."""


@dataclass(frozen=True)
class Backoff:
    """When an alert that was not taken is sent again; all in seconds.

    Attributes:
        first, factor, longest: the pause after the first failure, how much longer each next one is, and the longest.
        rest: the shortest time for which a receiver that failed is left alone; twice as long after each next failure.
        give_up_after: from the first attempt on.
    """

    first: float = 5.0
    factor: float = 3.0
    longest: float = 3600.0
    rest: float = 1.0
    give_up_after: float = 24 * 3600.0

    def pause(self, attempts: int) -> float:
        """The pause after so many attempts, some of it by chance, so that receivers are not all asked at once."""
        longest: float = min(self.longest, self.first * self.factor ** min(attempts, 20))
        return longest * random.uniform(0.8, 1.0)

    def resting(self, failures: int) -> float:
        """For how long a receiver is left alone after so many failures in a row."""
        return min(self.longest, self.rest * 2.0 ** min(failures, 12))


class Deliverer:
    """Empties the queue of attempts, and ends subscriptions whose time has come.

    Args:
        application: knows the subscriptions.
        alerts: what there is to tell, and who may be told of it at this moment.
        attempts: the queue.
        sender: sends one message.
        audit: each alert is written down before it leaves.
        backoff: when to try again.
        look: seconds between two looks for something new.
        lease: seconds after which another process sends what this one took and did not settle, because it died.
    """

    def __init__(
        self,
        application: Tracing,
        alerts: AlertsView,
        attempts: Attempts,
        sender: Sender,
        audit: AuditLog,
        backoff: Backoff | None = None,
        look: float = 0.5,
        lease: float = 2 * SECONDS,
    ) -> None:
        """Start nothing yet."""
        self._application, self._alerts, self._attempts = application, alerts, attempts
        self._sender, self._audit, self._backoff, self._look = sender, audit, backoff or Backoff(), look
        self._lease = lease
        self._busy: set[UUID] = set()
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="deliverer", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """Let what is being sent come to its end, and end."""
        self._stopping.set()
        if self._thread.ident is not None:
            self._thread.join()

    def _run(self) -> None:
        with ThreadPoolExecutor(max_workers=_AT_ONCE, thread_name_prefix="deliverer") as workers:
            while not self._stopping.wait(self._look):
                try:
                    self._round(workers)
                except Exception as error:  # nothing may end the loop; what was not sent waits
                    logger.warning("alerts wait to be sent: %s", type(error).__name__)

    def _round(self, workers: ThreadPoolExecutor) -> None:
        for subscription in self._alerts.ended(now()):
            try:
                self._application.end_subscription(subscription)
                self._attempts.forget(subscription)
            except NotFoundError:
                continue  # another process was quicker, and the view has not come so far
        while self._attempts.take_over(now()):
            pass
        for subscription in self._attempts.receivers(now()):
            with self._lock:
                if subscription in self._busy or len(self._busy) >= _AT_ONCE:
                    continue
                self._busy.add(subscription)
            workers.submit(self._deliver, subscription)

    def _deliver(self, subscription: UUID) -> None:
        try:
            while not self._stopping.is_set() and self._send_next(subscription):
                pass
        except Exception as error:  # the database, the log or the audit log is out of reach: it comes again
            logger.warning("alerts wait to be sent: %s", type(error).__name__)
        finally:
            with self._lock:
                self._busy.discard(subscription)

    def _send_next(self, subscription: UUID) -> bool:
        """Send the next alert of a subscription; False when there is none, or its receiver must rest."""
        waiting = self._attempts.claim(subscription, now(), time.time() + self._lease)
        if waiting is None:
            return False
        outcome = self._sent(waiting)
        if outcome is not None and outcome.failure is not None:
            self._put_off(waiting)
            return False
        # Where nothing was sent, it is hidden, erased or ended: when it is shown again, it comes again.
        self._attempts.settle(waiting, taken=outcome is not None)
        return True

    def _sent(self, waiting: Waiting) -> Outcome | None:
        """What came of sending an alert; None where its receiver may not be told any more."""
        try:
            to = self._application.subscription(waiting.subscription)
        except NotFoundError:
            return None
        alert = sendable(self._application, self._alerts, waiting.alert, to.receiver, now())
        if alert is None or to.wanted.webhook is None:
            return None
        entry = entry_now(to.receiver, Action.send_alert)
        told = {"purpose": to.wanted.purpose, "case": to.wanted.case, "data": (alert.topic.value,)}
        self._audit.append(msgspec.structs.replace(entry, records=alert.records, **told))
        body = message(f"alert.{alert.topic}", alert.at, alert_shown(alert, to.role))
        return self._sender.send(to.wanted.webhook, str(alert.id), body)

    def _put_off(self, waiting: Waiting) -> None:
        at = time.time()
        first = waiting.first_at or at
        again = at + self._backoff.pause(waiting.attempts)
        failures = self._attempts.standing(waiting.subscription).failures
        given_up = at - first >= self._backoff.give_up_after
        resume = at + self._backoff.resting(failures)
        self._attempts.put_off(waiting, first, None if given_up else again, resume)
