"""From a digest to the mail it becomes: for the pages, which know no other channel."""

from __future__ import annotations

from pejl.delivery.mail.digest import Mail, digest_mail
from pejl.gate.digest import Digest

__all__ = ["Digest", "Mail", "digest_mail"]
