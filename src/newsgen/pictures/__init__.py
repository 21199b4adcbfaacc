"""Everything about picture files: their address and size, what they say of themselves, renditions, and originals to publish.

``build`` imports from here. Only ``encode`` decodes a picture, and it imports Pillow at its first call. Nothing here writes
a file.
"""
