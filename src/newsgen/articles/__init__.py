"""One source file to a value: an article, a plain page, an author's profile, the front; and Markdown to safe HTML.

``build``, ``check`` and ``preview`` import from here. Every function is pure: bytes in, a value or Problems out.
"""
