"""Files on disk that outlive a power failure, as the rows do that name them."""

from __future__ import annotations

import os
from pathlib import Path

from django.core.files.storage import FileSystemStorage


class KeptFiles(FileSystemStorage):
    """Comes back from saving when the disk has the file: the row is written after that, never before."""

    def _save(self, name: str, content: object) -> str:
        saved: str = super()._save(name, content)  # type: ignore[misc]  # Django's own way to extend a storage
        file = Path(self.path(saved))
        for path in (file, file.parent, file.parent.parent):  # the folder may be new as well
            _sync(path)
        return saved


def _sync(path: Path) -> None:
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
