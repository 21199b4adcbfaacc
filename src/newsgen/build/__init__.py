"""A build: observe, read, index, plan, render, publish.

``cli``, ``preview`` and ``deploy`` import from here. Only ``publish`` and ``journal`` write to the output;
workers write staged files through ``staging``.
"""
