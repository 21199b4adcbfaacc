"""A site's folder: its layout, its settings, and the tools that read YAML and front matter with positions.

Packages above import the settings and the layout. Nothing here knows of the record, of pages or of templates.
"""
