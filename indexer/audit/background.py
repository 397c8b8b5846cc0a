"""Audits now and then while the indexer runs.

Some rows of each kind, by chance. Where they drift the next audit is of all rows, and so on until one finds nothing:
a figure that was seen does not vanish because chance looked elsewhere.
"""

from threading import Event, Thread
from typing import Self

import structlog
from sqlalchemy.exc import SQLAlchemyError

from indexer.audit.run import AuditReport, audit, keep
from indexer.watch.metrics import Watch
from symbia.chain.node import Node
from symbia.errors import SymbiaError
from symbia.settings import Settings
from symbia.tables.db import create_engine_for

_log = structlog.get_logger("symbia.audit")


class Auditor:
    """Audits in a thread every `audit_seconds`; with 0 never. It only reads, but for the result."""

    def __init__(self, settings: Settings, watch: Watch) -> None:
        self._settings = settings
        self._watch = watch
        self._closed = Event()
        self._thread = Thread(target=self._audit_on, name="audit", daemon=True)

    def __enter__(self) -> Self:
        """Begin."""
        if self._settings.audit_seconds:
            self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """End with the question under way."""
        self._closed.set()
        if self._settings.audit_seconds:
            self._thread.join(1)

    def _audit_on(self) -> None:
        drifted = False
        while not self._closed.wait(self._settings.audit_seconds):
            report = audit_once(self._settings, None if drifted else self._settings.audit_sample)
            if report is not None:
                drifted = bool(report.drifts)
                self._watch.audited(report.checked, len(report.drifts))


def audit_once(settings: Settings, limit: int | None) -> AuditReport | None:
    """Audit and keep the result; None where there was nothing to audit or it could not be done."""
    engine = create_engine_for(settings.database_url)
    try:
        with Node(settings.rpc_url) as node:
            report = audit(engine, node, limit)
        if report is not None:
            keep(engine, report)
            _tell(report)
    except (SymbiaError, SQLAlchemyError) as error:
        _log.warning("audit not done", error=str(error))
        return None
    finally:
        engine.dispose()
    return report


def _tell(report: AuditReport) -> None:
    if report.drifts:
        _log.error("drift", block=report.block, values=len(report.drifts), first=str(report.drifts[0]))
    else:
        _log.info("audited", block=report.block, values=report.checked)
