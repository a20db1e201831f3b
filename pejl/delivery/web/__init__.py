"""The web channel: pages that read without scripts, closed by default."""
