"""What an editor would want to know before readers do: findings beside the build's own problems; none stops a build."""

from .rules import RULES, Rule, chosen
from .story import check_story

__all__ = ["RULES", "Rule", "check_story", "chosen"]
