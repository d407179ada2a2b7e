"""One verb a module: load, decide by the rules, save; each in one transaction handed in by the caller."""
