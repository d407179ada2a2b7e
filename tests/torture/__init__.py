"""The proof of the delivery promise (R2): it is broken on purpose, again and again, and judged from outside."""
