"""The command line: where the process begins, the terminal, and a module for each command.

Nothing imports from here. Heavy imports wait until a command needs them.
"""
