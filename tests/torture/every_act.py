"""All that T6 does, in one table of acts and one of moves."""

from __future__ import annotations

from tests.torture.acts import ACTS, MOVES
from tests.torture.channel_acts import CHANNEL_MOVES
from tests.torture.office_acts import MORE_ACTS, MORE_MOVES
from tests.torture.stage_acts import STAGE_ACTS

EVERY_ACT = (*ACTS, *MORE_ACTS, *STAGE_ACTS)
EVERY_MOVE = (*MOVES, *MORE_MOVES, *CHANNEL_MOVES)
