"""The commands: each module has ``add_arguments(parser)`` and ``run(options, lang)``, as ``cli/parser.py`` explains.

Nothing else lies here, and the modules import libraries and other packages only inside their functions.
"""
