"""Offer the topics, authors and places that begin with what a person types."""

from tornado.web import HTTPError

from ..model.facets import NamedKind
from .handler import MOST_TITLE, Handler
from .known_names import matching
from .roles import Action, may

KINDS: dict[str, NamedKind] = {"tags": "topic", "authors": "author", "place": "place"}
"""The kind of the names in each key that has names."""


class Names(Handler):
    """The names that match what is typed in the key ``key``: of all stories for who may see all, else of those that readers
    see."""

    SUPPORTED_METHODS = ("GET", "HEAD")

    async def get(self) -> None:
        desk = self.desk
        kind = KINDS.get(self.get_query_argument("key", ""))
        if kind is None:
            raise HTTPError(400)
        words = self.get_query_argument("q", "")[:MOST_TITLE]
        snapshot = await desk.off_loop(desk.stories.now)
        names = snapshot.names if may(self.user.role, Action.READ) else snapshot.names_of_readers
        found = await desk.off_loop(matching, names.get(kind, ()), words)
        self.send_json({"names": [{"name": one.name, "count": one.count} for one in found]})

    head = get
