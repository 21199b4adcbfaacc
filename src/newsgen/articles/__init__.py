"""Parse source files: articles, plain pages, authors' profiles and the front; render Markdown to safe HTML.

``build``, ``check``, ``preview`` and ``cli`` import from here. Every function is pure: it takes bytes or text and returns a
value with its Problems. Nothing here reads a file, the clock or the record.
"""
