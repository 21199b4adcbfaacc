"""What a story is: the article model, the facets that stories belong to, the queries that pages ask, timestamps.

Every package above may import from here. All values are frozen. Nothing here reads a file or a clock.
"""
