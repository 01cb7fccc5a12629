"""Where people and runners come in: the Action and the command line."""
