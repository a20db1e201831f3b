"""What a process that serves people holds open: the published data and the trail.

The doors take both as arguments. Those right of the gate get them here and look no further: a
warehouse is a handle to pass on.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from pejl.store.home import Home
from pejl.store.trail import Trail

if TYPE_CHECKING:
    from pejl.store.engines import Warehouse, WarehouseKeeper


class Opening:
    """One data folder, open for reading. Safe to share between threads."""

    def __init__(self, home: Home, people_url: str) -> None:
        self.home = home
        self.trail = Trail(people_url)
        self._keeper: WarehouseKeeper | None = None
        self._making = threading.Lock()

    def warehouse(self) -> Warehouse:
        """The version published now. UsageError `ingen-data` before the first load."""
        with self._making:
            if self._keeper is None:
                # Which prepared tables this program reads is told by the spine.
                import pejl.figures.spine  # noqa: F401
                from pejl.store.engines import WarehouseKeeper

                self._keeper = WarehouseKeeper(self.home)
            keeper = self._keeper
        return keeper.now()

    def close(self) -> None:
        """Let go of the trail's connections and the warehouse in hand."""
        self.trail.close()
        with self._making:
            self._keeper = None
