"""How this office wants it: settings from the environment, and the declarative files that lie beside this module."""
