"""What a story is: the article model, the facets that stories belong to, the queries that pages ask, timestamps.

Any package above imports from here. Values are frozen; nothing here touches a disk, a clock or a library of the page.
"""
