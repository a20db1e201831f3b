"""7 How it reaches people. The channels do not know each other."""
