"""How well the text of an agreed action is read: fifty labelled texts and their measurement."""
