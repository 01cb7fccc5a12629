"""How a job starts: from nothing but the standard library to our code with its dependencies."""
