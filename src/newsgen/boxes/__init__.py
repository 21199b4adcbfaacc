"""Reads the files of ``content/data/``: CSV and YAML to tables, scores, league tables and places for prayer times.

Pure functions of a file's bytes and the settings; what a page draws of them is the theme's.
"""
