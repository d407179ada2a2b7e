"""The architecture as tests: who imports whom, sizes, the clock, what the documentation names."""
