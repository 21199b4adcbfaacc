"""What the command line does besides building: each command a module with one function that returns the exit code."""
