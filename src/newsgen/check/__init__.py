"""What an editor wants to know before readers do: findings beside the build's own problems. No finding stops a build.

``cli`` and ``preview`` import from here. Nothing here writes, except that ``mending`` returns mended text.
"""
