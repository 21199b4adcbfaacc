"""Pictures: a file's address in the output and its pixels, from its header.

``build`` imports from here. Nothing here decodes a picture or writes one.
"""
