"""What becomes of jobs whose database went away under them: they are tried again, here or by another worker."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import InterfaceError, OperationalError
from procrastinate import RetryStrategy
from procrastinate.connector import BaseConnector
from procrastinate.exceptions import ConnectorException, UniqueViolation
from procrastinate.jobs import Job, Status
from procrastinate.manager import JobManager

# Such a job did nothing, or did it and could not say so; each is written so that a second run does no harm. The last
# try is some hours after the first.
TRY_AGAIN = RetryStrategy(
    max_attempts=12, wait=5, exponential_wait=2, retry_exceptions=(OperationalError, InterfaceError)
)


class EndsOfJobs(JobManager):
    """Ends the worker when it cannot write down how a job ended.

    The job would stay with it for ever: others take over only from a worker that is gone.
    """

    def __init__(self, connector: BaseConnector, end_worker: Callable[[], object]) -> None:
        super().__init__(connector)
        self._end_worker = end_worker

    async def finish_job(self, job: Job, status: Status, delete_job: bool) -> None:
        with self._or_end():
            await super().finish_job(job, status, delete_job)

    async def retry_job(self, job: Job, *to: Any, **when: Any) -> None:
        """Where the same work waits already (its queueing lock is taken), that will do it, and this job is over."""
        with self._or_end():
            try:
                await super().retry_job(job, *to, **when)
            except UniqueViolation:
                await super().finish_job(job, Status.ABORTED, delete_job=True)

    @contextmanager
    def _or_end(self) -> Iterator[None]:
        try:
            yield
        except ConnectorException:
            self._end_worker()
            raise
