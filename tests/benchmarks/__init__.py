"""What the daily job and the mail cost beside their floor; `make bench` prints the table, docs/benchmarks.md reads it.

Not tests: nothing here fails for being slow. `test_small.py` runs each benchmark tiny, so that none of them rots.
"""
