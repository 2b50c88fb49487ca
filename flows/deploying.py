"""Registering the timetable with a Prefect server."""

from importlib import import_module

from prefect.deployments.runner import EntrypointType
from prefect.flows import Flow
from prefect.schedules import Cron

from flows.timetable import TIMETABLE


def register(pool: str, zone: str) -> list[str]:
    """Make or renew one deployment a row of the timetable.

    Args:
        pool: The work pool whose workers run them.
        zone: In which the cron lines are meant.

    Returns:
        The names of the deployments.
    """
    names = []
    for row in TIMETABLE:
        module, _, function = row.entrypoint.rpartition(".")
        flow: Flow[[], object] = getattr(import_module(module), function)
        deployment = flow.to_deployment(
            name=row.name,
            description=row.why,
            schedules=[Cron(row.cron, timezone=zone)],
            entrypoint_type=EntrypointType.MODULE_PATH,
            concurrency_limit=1,
        )
        deployment.apply(work_pool_name=pool)
        names.append(f"{flow.name}/{row.name}")
    return names
