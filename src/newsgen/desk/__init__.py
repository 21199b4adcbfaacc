"""The newsroom writes in the browser: story files as values that are edited, merged and saved without touching other lines.

Known to the command line only. The files stay the truth: nothing here is an input of a build.
"""
