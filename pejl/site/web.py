"""Makes the web framework ready for a data folder: settings from it, its tables up to date."""

from __future__ import annotations

import os

from pejl.store.home import Home


def prepare_web(home: Home) -> None:
    """Set up the framework for this data folder and bring the people database up to date."""
    home.prepare()
    os.environ["PEJL_HOME"] = str(home.path)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pejl.site.settings")
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
