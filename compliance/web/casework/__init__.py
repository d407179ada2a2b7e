"""What people do to a recommendation on the pages: each act is a line of a table, one page shows and takes them all."""
