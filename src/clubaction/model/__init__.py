"""What a club is, as values: nothing here reads, writes or decides."""
