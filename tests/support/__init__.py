"""What tests stand on: a real PostgreSQL, a real mail server. Their own tests stand beside them."""
