"""Everything about picture files: their address and size, what they say of themselves, renditions, and originals to publish.

``build`` imports from here. Only ``decode``, ``colours`` and ``encode`` use Pillow, which they import at their first call.
Nothing here writes a file.
"""
