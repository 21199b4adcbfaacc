"""The kinds of page: where each lies, what it shows, and what an old address leads to.

``build``, ``theme``, ``deploy`` and ``check`` import from here. A page gets sets of stories only by typed queries.
"""
