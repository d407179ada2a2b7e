"""Reports, plannings and senders at the same moment: nothing is lost, nobody gets a step twice (R2, R6)."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from compliance.domain.address_health import Severity
from compliance.domain.returned import Returned
from tests.support.world import World

HOW_MANY = 6


def test_reports_while_others_plan_and_send(world: World) -> None:
    addresses = world.many(HOW_MANY)
    for number in range(HOW_MANY):
        world.contact(f"M{number:04}", "deputy", f"deputy@m{number:04}.example")
    world.run()
    keys = {each["recipient"]: each["key"] for each in world.messages()}
    world.today = world.rulebook.calendar.on_or_after(world.today)
    lost = [
        Returned(keys[address], address, Severity.HARD, "5.1.1", "unknown", f"mailbox {copy}", world.moment.now)
        for address in addresses
        for copy in range(2)
    ]

    def plan_and_send(_: int) -> None:
        world.plan()
        world.send()

    with ThreadPoolExecutor(4) as pool:
        done = [pool.submit(world.report, each) for each in lost]
        done += [pool.submit(plan_and_send, number) for number in range(4)]  # type: ignore[arg-type]
        for each in done:
            each.result()
    world.send()
    assert {world.health(address) for address in addresses} == {"stopped"}
    states = Counter((each["recipient"].partition("@")[0], each["state"]) for each in world.messages())
    assert states == {("officer", "failed"): HOW_MANY, ("deputy", "sent"): HOW_MANY}
    assert Counter(letter.recipient for letter in world.postbox.letters).most_common(1)[0][1] == 1
    assert [kind for kind, _, _ in world.tasks()] == ["address_stopped"] * HOW_MANY + ["message_returned"] * HOW_MANY
