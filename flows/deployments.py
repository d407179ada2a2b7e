"""The flows as deployments with their schedules, and the runner that serves them."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from typing import Any

from prefect.deployments.runner import RunnerDeployment
from prefect.events.worker import EventsWorker
from prefect.flows import Flow
from prefect.logging.handlers import APILogWorker
from prefect.runner import Runner
from prefect.types.entrypoint import EntrypointType

from compliance.domain.office import Rulebook
from flows.annual_letters import annual_letters
from flows.check_calendars import check_calendars
from flows.collect_evidence import collect_evidence
from flows.collect_returned_mail import collect_returned_mail
from flows.poll_delivery import poll_delivery
from flows.publish_happenings import publish_happenings
from flows.schedules import schedule
from flows.send_reminders import send_reminders
from flows.track_deadlines import track_deadlines

FLOWS: tuple[Flow[Any, Any], ...] = (
    check_calendars,
    collect_evidence,
    collect_returned_mail,
    track_deadlines,
    send_reminders,
    poll_delivery,
    publish_happenings,
    annual_letters,
)
# Each run is a process of its own that takes some seconds to start: two at once leave a small machine usable, and one
# that hangs does not hold up the rest.
RUNS_AT_ONCE = 2
DRAIN_SECONDS = 5


class OfficeRunner(Runner):
    """A runner that leaves it to the office when to end."""

    def __init__(self, end: Callable[[], object]) -> None:
        # Schedules stay as they are: making a deployment anew throws away the runs that were missed meanwhile.
        super().__init__(name="office", pause_on_shutdown=False, limit=RUNS_AT_ONCE)
        self._end: Callable[[], object] = end

    def handle_sigterm(self, *args: Any, **kwargs: Any) -> None:
        """Ask the office to end."""
        self._end()


async def add_deployments(runner: Runner, rulebook: Rulebook) -> None:
    """Make or renew the deployment of each flow."""
    for each in FLOWS:
        await runner.aadd_deployment(await deployment(each, rulebook))


async def deployment(flow: Flow[Any, Any], rulebook: Rulebook) -> RunnerDeployment:
    """The deployment of a flow: found by its module, wherever this is started from."""
    return await flow.ato_deployment(
        name="office",
        schedule=schedule(flow.name, rulebook),
        description=flow.description,
        entrypoint_type=EntrypointType.MODULE_PATH,
    )


def hand_in() -> None:
    """Let Prefect send what it still has to log, while there is a server to send it to."""
    for worker in (APILogWorker, EventsWorker):
        worker.drain_all(timeout=DRAIN_SECONDS)


def keep_interrupts_from_children() -> None:
    """Have Ctrl-C reach this process only, not the runs it starts: they are ended by the runner.

    A blocked signal stays blocked in a new process. One thread that starts none takes it for this process.
    """
    forever = threading.Event()

    def take() -> None:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        forever.wait()

    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    threading.Thread(target=take, name="interrupts", daemon=True).start()
