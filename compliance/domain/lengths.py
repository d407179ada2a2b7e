"""How long people's words, and how large whole numbers, may be however they come in: in a form, a command or a cell."""

from __future__ import annotations

# What names a case, a recommendation or an authority.
REFERENCE = 100
# A name, a subject, an address: what stands on one line.
LINE = 200
# Where a file lies in a folder, with a name as long as a disk takes.
PATH = 500
# What an authority is asked to do, and the public summary of it.
ACTION = 5_000
SUMMARY = 5_000
# A reason, a note, what will satisfy: words of several lines.
TEXT = 20_000
# What every database takes for a whole number.
LARGEST_NUMBER = 2**31 - 1
