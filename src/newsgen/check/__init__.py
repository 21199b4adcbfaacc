"""What an editor wants to know before readers do: findings beside the build's own problems. No finding stops a build.

``cli`` and ``preview`` import from here. Nothing here writes a file: ``mending`` returns mended
bytes, and ``cli`` writes them.
"""
