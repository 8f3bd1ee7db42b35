"""The composition root: what the settings name, opened and put together."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote, urlsplit

import httpx

from api.desk.reviewing.claims import Claims
from api.desk.reviewing.keys import ChosenKeys
from api.desk.reviewing.waiting import WaitingAnswers
from api.desk.visits.sessions import Sessions
from api.settings import Settings
from api.webhooks.attempts import NAME as DELIVERIES
from api.webhooks.attempts import Attempts
from api.webhooks.deliverer import Deliverer
from api.webhooks.sending import Sender
from projections.alerts import AlertsView
from projections.candidates import CandidatesView
from projections.changes import ChangesView
from projections.faces import FaceFinder
from projections.follower import Follower
from projections.freshness import matched
from projections.groups import Groups
from projections.holds import Holds
from projections.identities import IdentitiesView
from projections.matcher import Matcher, compared_position
from projections.numbers import NumbersView
from projections.records import PART, RecordsView
from projections.releases import Releases
from projections.signal import Signal
from projections.silent import SilentCandidates
from projections.store import ViewStore
from projections.view import View
from projections.watcher import Watcher
from search.engine import Engine
from search.engines import open_engine
from search.sealing import IndexSeal
from tracing import log
from tracing.application import Tracing
from tracing.audit.keys import read_audit_keys
from tracing.audit.log import AuditLog
from tracing.keys.device import KeyDevice, read_address
from tracing.keys.masters import KEY_BYTES, HeldMasterKeys, MasterKeyError, MasterKeyFile, add_master_key
from tracing.keys.secret import derived, make_secret, read_secret
from tracing.photographs.encoding import installed
from tracing.photographs.process import PictureProcess
from tracing.photographs.sealed import Photographs
from tracing.photographs.store import FolderStore

logger = logging.getLogger(__name__)

FIRST_GENERATION = 1
_WITHOUT_TABLES = (FaceFinder.NAME, Holds.NAME, Watcher.NAME, DELIVERIES)
"""Followers that keep a position and no table, where one of them runs."""


@dataclass(frozen=True)
class Service:
    """The opened parts of a service; closed together.

    Attributes:
        pictures: unpacks what callers send.
        face_pictures: unpacks for the follower; one of its own, so that no caller waits for a pile of photographs.
        export_key: 32 bytes; by it are made the ids in exports, and the marks on cursors.
        alert_cursor_key: 32 bytes; seals the cursors of alerts.
        answers: of reviewers, that wait until they are written.
    """

    settings: Settings
    application: Tracing
    store: ViewStore
    engine: Engine
    candidates: CandidatesView
    identities: IdentitiesView
    changes: ChangesView
    alerts: AlertsView
    numbers: NumbersView
    signal: Signal
    photographs: Photographs
    pictures: PictureProcess
    face_pictures: PictureProcess
    export_key: bytes
    alert_cursor_key: bytes
    answers: WaitingAnswers

    @cached_property
    def groups(self) -> Groups:
        """Suggested groups of records."""
        return Groups(self.candidates, self.engine.live)

    @cached_property
    def silent(self) -> SilentCandidates:
        """Residents of shelters whom notices may be about."""
        return SilentCandidates(self.candidates)

    @cached_property
    def releases(self) -> Releases:
        """Numbers that may be told."""
        return Releases(self.application, self.numbers, self.identities, self.candidates)

    @cached_property
    def attempts(self) -> Attempts:
        """Alerts that wait to be sent."""
        return Attempts(self.store, self.alerts)

    @cached_property
    def sender(self) -> Sender:
        """Sends to receivers that the settings allow, trusting the usual authorities, or those of SSL_CERT_FILE."""
        return Sender(self.settings.webhook_hosts, self.settings.webhook_networks, httpx.create_ssl_context())

    def deliverer(self) -> Deliverer:
        """What sends alerts; any number of processes may have one."""
        return Deliverer(self.application, self.alerts, self.attempts, self.sender, self.audit)

    @cached_property
    def audit(self) -> AuditLog:
        """The audit log. Opened by processes that answer; others need not know its secret.

        Raises:
            AuditKeyError: there is no secret; :func:`migrate` makes it.
        """
        return AuditLog(self.settings.audit, read_audit_keys(self.settings.audit_key_file))

    def followers(self, shard: int = 1, shards: int = 1) -> list[Follower]:
        """A follower for each view, one for the matcher with its share of the work, and those that write as well."""
        records = RecordsView(self.application, self.engine.live)
        matcher = Matcher(self.application, self.engine.live, self.store, self.candidates, shard, shards)
        watcher = Watcher(self.application, self.engine.live, self.store, self.alerts)
        writing: list[View] = [matcher, watcher, Holds(self.application, self.store)]
        others: list[View] = [*writing, self.candidates, self.identities, self.changes, self.alerts, self.numbers]
        if installed():
            others.append(FaceFinder(self.application, self.photographs, self.face_pictures, self.store))
        else:
            logger.warning("photographs are kept, but no face is looked for: the extra `faces` is not installed")
        return [
            # Several parts in a batch, so that one can be derived while another is written.
            Follower(self.application, records, self.store, self.signal, batch_size=4 * PART),
            *(Follower(self.application, view, self.store, self.signal) for view in others),
        ]

    def searchable(self) -> int:
        """Log position up to which records are in the live index."""
        return self.engine.live().position()

    def compared(self) -> int:
        """Log position up to which the matcher has compared records, however many processes share the work."""
        return compared_position(self.store)

    def alerted(self) -> int:
        """Log position up to which everything that there is to tell is among the alerts."""
        return self._alerted()

    @cached_property
    def _alerted(self) -> Callable[[], int]:
        def looked_at() -> int:
            return min(self.compared(), self.store.positions().get(Watcher.NAME, 0))

        return matched(looked_at, self.alerts.position, self.application.max_position)

    def queued(self) -> int:
        """Log position up to which matches are found and shown in the queue."""
        return self._queued()

    @cached_property
    def _queued(self) -> Callable[[], int]:
        return matched(self.compared, self.candidates.position, self.application.max_position)

    def reached(self) -> dict[str, int]:
        """Log position of each view by name, whichever process moves it on."""
        return {
            "records": self.searchable(),
            "matcher": self.compared(),
            "candidates": self.candidates.position(),
            "identities": self.identities.position(),
            "changes": self.changes.position(),
            "alerts": self.alerts.position(),
            "numbers": self.numbers.position(),
            **{name: position for name, position in self.store.positions().items() if name in _WITHOUT_TABLES},
        }

    def close(self) -> None:
        """Close everything that was opened."""
        if "audit" in self.__dict__:
            self.audit.close()
        self.pictures.close()
        self.face_pictures.close()
        self.engine.close()
        self.store.close()
        self.application.close()


def open_service(settings: Settings) -> Service:
    """Open everything; :func:`migrate` must have run before.

    Raises:
        ValueError: a URL names nothing that is known.
        MasterKeyError: as :func:`open_application`.
        SecretError: there is no secret of the index; :func:`migrate` makes it.
    """
    signal = Signal()
    application = open_application(settings, after_append=signal.notify)
    store = ViewStore(settings.views)
    index_secret = read_secret(settings.index_key_file)
    return Service(
        settings=settings,
        application=application,
        store=store,
        engine=open_engine(settings.search, IndexSeal(index_secret)),
        candidates=CandidatesView(store),
        identities=IdentitiesView(store),
        changes=ChangesView(store),
        alerts=AlertsView(store),
        numbers=NumbersView(store),
        signal=signal,
        photographs=Photographs(application, FolderStore(settings.photographs)),
        pictures=PictureProcess(),
        face_pictures=PictureProcess(),
        export_key=derived(index_secret, b"exports"),
        alert_cursor_key=derived(index_secret, b"alerts"),
        answers=WaitingAnswers(store, derived(index_secret, b"answers")),
    )


def open_application(settings: Settings, *, after_append: Callable[[int], object] = lambda count: None) -> Tracing:
    """The application alone, on the log and the master keys that the settings name.

    Raises:
        MasterKeyError: there are no master keys, and :func:`migrate` makes the first; or their device cannot be used.
    """
    masters = MasterKeyFile(settings.master_key_file, key_device(settings))
    return Tracing(settings.log, masters, after_append=after_append)


def key_device(settings: Settings) -> KeyDevice | None:
    """The device that seals the master keys, where there is one."""
    return None if settings.master_key_device is None else KeyDevice(read_address(settings.master_key_device))


def migrate(settings: Settings) -> None:
    """Create all that a service needs, once; safe to repeat, and at the same moment elsewhere."""
    for url in (settings.log, settings.views, settings.audit):
        parts = urlsplit(url)
        if parts.scheme == "sqlite":
            # Readable by the service's own user alone.
            Path(unquote(parts.path)[1:]).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    log.migrate(settings.log)
    if not settings.master_key_file.exists():
        _make_first_master_key(settings)
    make_secret(settings.audit_key_file)
    make_secret(settings.index_key_file)
    audit = AuditLog(settings.audit, read_audit_keys(settings.audit_key_file))
    try:
        audit.migrate()
    finally:
        audit.close()
    index_secret = read_secret(settings.index_key_file)
    store, engine = ViewStore(settings.views), open_engine(settings.search, IndexSeal(index_secret))
    try:
        store.migrate(
            [
                (CandidatesView.NAME, CandidatesView.tables_of(FIRST_GENERATION)),
                (IdentitiesView.NAME, IdentitiesView.tables_of(FIRST_GENERATION)),
                (ChangesView.NAME, ChangesView.tables_of(FIRST_GENERATION)),
                (AlertsView.NAME, AlertsView.tables_of(FIRST_GENERATION)),
                (NumbersView.NAME, NumbersView.tables_of(FIRST_GENERATION)),
            ]
        )
        Attempts(store, AlertsView(store)).migrate()
        Sessions(store).migrate()
        Claims(store).migrate()
        Releases.migrate(store)
        ChosenKeys(store).migrate()
        WaitingAnswers(store, derived(index_secret, b"answers")).migrate()
        engine.prepare()
    finally:
        engine.close()
        store.close()


def _make_first_master_key(settings: Settings) -> None:
    """Make the file of master keys, unless the log's data keys say that there was another."""
    with Tracing(settings.log, HeldMasterKeys({"none": bytes(KEY_BYTES)})) as application:
        if application.recorder.masters_in_use():
            raise MasterKeyError(
                "the log was sealed with master keys that are not here: bring their file, or its backup, to this place"
            )
    add_master_key(settings.master_key_file, key_device(settings))
