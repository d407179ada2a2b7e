"""What the fork server does once, so that no worker has to: import everything, read and check the configuration."""

from __future__ import annotations

from compliance.runtime import open_installation
from tests.torture import crashes, mail_server, workers

__all__ = ["crashes", "mail_server", "workers"]

open_installation(environ={}, need_database=False).close()
