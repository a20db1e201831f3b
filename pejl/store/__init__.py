"""Where things lie. The only room that opens connections."""
