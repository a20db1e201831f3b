"""5 Who may see what. Left of here code takes data and a date; right of here, a viewer and why."""
