"""The kinds of page: the address of each, the queries that it asks, and the redirects from old addresses.

``build``, ``theme``, ``deploy`` and ``check`` import from here. A page gets sets of stories only through typed queries.
"""
