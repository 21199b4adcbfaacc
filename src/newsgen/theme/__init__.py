"""How a page is written: the template engine, the functions that templates call, feeds, structured data, headers.

``build``, ``preview`` and the style guide import from here. A template is given values; nothing here asks the record.
"""
