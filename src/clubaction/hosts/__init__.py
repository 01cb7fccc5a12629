"""Where a club lives: a host reads everything into a snapshot and carries a plan out. It decides nothing."""
