"""The GitHub Action: its inputs, a run, and what it writes into the outputs, the log and the summary."""
