"""What people say and do on issues, and how they are answered."""
