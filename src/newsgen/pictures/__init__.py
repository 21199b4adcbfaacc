"""Measure picture files: the address of each in the output, and its size in pixels from its header.

``build`` imports from here. Nothing here decodes a picture or writes a file.
"""
