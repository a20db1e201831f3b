"""The program put together: settings, addresses, commands."""
