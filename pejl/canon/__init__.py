"""2 One model: the canonical tables and the way into them."""
