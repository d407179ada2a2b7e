"""The rules of the field as plain values and functions: no input or output, no clock, no framework."""
