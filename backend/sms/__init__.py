"""SMS: their text, and the gateway that takes them."""
