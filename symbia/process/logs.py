"""Structured logs on standard output: readable for people, or one JSON object a line for machines."""

import logging
import sys

import structlog
from structlog.stdlib import ProcessorFormatter, add_logger_name
from structlog.types import Processor


def configure(log_format: str) -> None:
    """`console` or `json`. Warnings and errors that libraries log, and Python's own warnings, go the same way."""
    known: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    written: list[Processor] = [structlog.processors.format_exc_info, _renderer(log_format)]
    structlog.configure(processors=[*known, *written])
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        ProcessorFormatter(
            foreign_pre_chain=[*known, add_logger_name],
            processors=[ProcessorFormatter.remove_processors_meta, *written],
        )
    )
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
    logging.captureWarnings(capture=True)


def _renderer(log_format: str) -> Processor:
    if log_format == "json":
        return structlog.processors.JSONRenderer()
    return structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
