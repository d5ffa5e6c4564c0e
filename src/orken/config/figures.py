"""What the database knows about how the portal runs, each figure with its query."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Figure:
    """``query`` gives one row for each combination of ``labels``, the number last; NULL is no figure."""

    name: str
    meaning: str
    labels: tuple[str, ...]
    query: str


def _age(name: str, meaning: str, moment: str, rows: str) -> Figure:
    """Seconds since ``moment``, 0 where there are no rows."""
    query = f"SELECT greatest(0, coalesce(extract(epoch FROM clock_timestamp() - min({moment})), 0)) FROM {rows}"  # noqa: S608
    return Figure(name, meaning, (), query)


FIGURES: Final = (
    Figure(
        "orken_jobs",
        "Jobs by state; done ones are deleted.",
        ("state",),
        "SELECT status::text, count(*) FROM procrastinate_jobs GROUP BY status",
    ),
    _age(
        "orken_jobs_oldest_seconds",
        "Age of the oldest job that could run and does not.",
        "greatest(event.at, job.scheduled_at)",
        "procrastinate_jobs job JOIN procrastinate_events event ON event.job_id = job.id AND event.type = 'deferred' "
        "WHERE job.status = 'todo' AND coalesce(job.scheduled_at, now()) <= now()",
    ),
    Figure(
        "orken_worker_silence_seconds",
        "Time since the last sign of any worker; nothing where none has started.",
        (),
        "SELECT extract(epoch FROM clock_timestamp() - max(last_heartbeat)) FROM procrastinate_workers",
    ),
    Figure(
        "orken_mail",
        "Mail that waits or could not be delivered.",
        ("state",),
        "SELECT state, count(*) FROM notices_outgoingmail WHERE state <> 'sent' GROUP BY state",
    ),
    _age(
        "orken_mail_oldest_seconds",
        "Age of the oldest mail that waits.",
        "queued_at",
        "notices_outgoingmail WHERE state = 'queued'",
    ),
    _age(
        "orken_journal_unsealed_seconds",
        "Age of the oldest entry of the journal that no seal covers.",
        "recorded_at",
        "journal_entry WHERE seal_id IS NULL",
    ),
    Figure(
        "orken_cases",
        "Cases by procedure and state.",
        ("procedure", "state"),
        """SELECT version.code, held.state, count(*) FROM cases_case held
           JOIN cases_procedureversion version ON version.id = held.version_id GROUP BY 1, 2""",
    ),
    Figure(
        "orken_database_connections",
        "Connections to the portal's database by state.",
        ("state",),
        """SELECT coalesce(state, 'unknown'), count(*) FROM pg_stat_activity
           WHERE datname = current_database() GROUP BY 1""",
    ),
    Figure(
        "orken_database_bytes",
        "Size of the portal's database.",
        (),
        "SELECT pg_database_size(current_database())",
    ),
)
