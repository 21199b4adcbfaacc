"""The pictures of a story that is being written: one is sent, and shown where it stands."""

from dataclasses import asdict

from tornado.http1connection import HTTP1Connection
from tornado.web import HTTPError, stream_request_body

from ..base.messages import hint_of, message_of, translate
from ..base.problems import Problem
from .handler import Handler
from .saving import Failure, Fault, open_file
from .story_file import StoryFile
from .story_page import WAYS
from .uploads import MOST_PICTURE, read_picture, store_picture
from .words import FAILED

LONGEST_UPLOAD = 300.0
"""Seconds after which a picture that has not come whole is given up: 32 MB over a telephone's line of 1 Mbit/s take as long."""


@stream_request_body
class Picture(Handler):
    """A picture of a story: ``GET`` gives the file that ``src`` names, ``POST`` keeps the one that is its body."""

    async def get(self) -> None:
        path = self.get_query_argument("path", "")
        file = await self._story(path)
        found = None
        if self.may_read(file):
            found = await self.desk.off_loop(read_picture, self.desk.site, path, self.get_query_argument("src", ""))
        if found is None:
            raise HTTPError(404 if self.may_read(file) else 403)
        data, kind = found
        self.set_header("Content-Type", kind)
        self.set_header("Content-Security-Policy", "default-src 'none'; sandbox")
        self.finish(data)

    head = get

    def prepare(self) -> None:
        """Refuse as everywhere, before a byte of the picture is read; then let it be as large as pictures are."""
        self._body = bytearray()
        super().prepare()
        if (
            self.request.method == "POST"
            and not self._finished
            and isinstance(self.request.connection, HTTP1Connection)
        ):
            self.request.connection.set_max_body_size(MOST_PICTURE)
            self.request.connection.set_body_timeout(LONGEST_UPLOAD)

    def data_received(self, chunk: bytes) -> None:
        self._body += chunk

    async def post(self) -> None:
        desk, path = self.desk, self.get_query_argument("path", "")
        file = await self._story(path)
        if not self.may_read(file) or not self.may_change(file, file):
            raise HTTPError(403)
        try:
            found = await desk.off_loop(store_picture, desk.site, path, bytes(self._body))
            if not isinstance(found, Problem):
                folder = path.rpartition("/")[0]
                await desk.off_loop(desk.noted_file, self.user, f"{folder}/{found.src}")
        except OSError:
            self.send_json({"message": translate(desk.lang, FAILED[Fault.SYSTEM])}, 500)
            return
        if isinstance(found, Problem):
            self.send_json({"message": f"{message_of(found, desk.lang)} {hint_of(found, desk.lang)}"}, 422)
        else:
            self.send_json(asdict(found))

    async def _story(self, path: str) -> StoryFile:
        file = await self.desk.off_loop(open_file, self.desk.site, path)
        if isinstance(file, Failure):
            raise HTTPError(WAYS[file.fault])
        return file
