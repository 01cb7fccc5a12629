"""Runs a script as on a machine whose clock is at another moment: `python clock.py MOMENT SCRIPT [ARGUMENT …]`."""

from __future__ import annotations

import datetime as dt
import runpy
import sys

import time_machine

if __name__ == "__main__":
    moment, sys.argv = sys.argv[1], sys.argv[2:]
    with time_machine.travel(dt.datetime.fromisoformat(moment)):
        runpy.run_path(sys.argv[0], run_name="__main__")
