"""Registering the timetable with a Prefect server."""

from importlib import import_module

from prefect.flows import Flow
from prefect.schedules import Cron
from prefect.types.entrypoint import EntrypointType

from flows.timetable import TIMETABLE


async def register(pool: str, zone: str) -> list[str]:
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
        deployment = await flow.ato_deployment(
            name=row.name,
            description=row.why,
            schedules=[Cron(row.cron, timezone=zone)] if row.cron else [],
            entrypoint_type=EntrypointType.MODULE_PATH,
            concurrency_limit=row.at_once or None,
        )
        await deployment.aapply(work_pool_name=pool)
        names.append(f"{flow.name}/{row.name}")
    return names
