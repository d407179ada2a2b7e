"""`python -m compliance` is the `amends` command."""

from __future__ import annotations

import sys

from compliance.cli.app import main

if __name__ == "__main__":
    sys.exit(main())
