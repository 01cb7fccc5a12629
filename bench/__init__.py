"""The figures that the design promises, measured: `python -m bench`."""
