"""The README: the blocks that clubaction keeps, and what stands in them."""
