"""The command line: the entry point, the parser, the terminal, and a module for each command in ``commands/``.

It may import every package; no package imports it. Heavy imports wait until a command needs them.
"""
