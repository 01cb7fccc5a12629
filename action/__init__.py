"""How a job starts: scripts that need only the standard library install the dependencies and run clubaction."""
