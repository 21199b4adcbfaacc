"""A reader who follows every link of a site, again and again, while it is deployed: a program of its own.

    python -m tests.deploy.crawler http://127.0.0.1:8080

It writes one JSON object a line: ``round`` when it has seen everything once more, ``fault`` for a page that a page leads to
and that is not there, or is not whole. It ends when its standard input does, and after ten minutes at the latest.
"""

from __future__ import annotations

import http.client
import json
import re
import sys
import threading
import time
from urllib.parse import urldefrag, urljoin, urlsplit

LINK = re.compile(r'(?:href|src)="([^"]+)"')
LONGEST = 600.0  # seconds
PAUSE = 0.002  # seconds between two requests


class Crawler:
    def __init__(self, origin: str) -> None:
        self.host = urlsplit(origin).netloc
        self.ended = threading.Event()

    def get(self, path: str) -> tuple[int, str]:
        """Status and text; status 0 for an answer that is not whole."""
        connection = http.client.HTTPConnection(self.host, timeout=20)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            data = answer.read()
        except (http.client.IncompleteRead, http.client.RemoteDisconnected, ConnectionError) as failure:
            return 0, repr(failure)
        finally:
            connection.close()
        text = data.decode(errors="replace")
        whole = "html" not in answer.getheader("Content-Type", "") or path.startswith("/fragments/")
        return (answer.status, text) if whole or text.rstrip().endswith("</html>") else (0, text[-80:])

    def round(self) -> int:
        seen, queue = {"/"}, [("/", "")]
        while queue and not self.ended.is_set():
            path, leading = queue.pop(0)
            status, text = self.get(path)
            if (status == 0 or status >= 400) and self.still_leads(leading, path):
                tell({"fault": path, "status": status, "from": leading, "text": text[:200]})
            for link in self.links(path, text) if status == 200 else ():
                if link not in seen:
                    seen.add(link)
                    queue.append((link, path))
            time.sleep(PAUSE)
        return len(seen)

    def still_leads(self, page: str, path: str) -> bool:
        """Whether a page leads there now: what was deleted meanwhile is no fault, if no page leads to it any more."""
        if not page:
            return True
        status, text = self.get(page)
        return status == 200 and path in self.links(page, text) and self.get(path)[0] != 200

    def links(self, page: str, text: str) -> list[str]:
        found = []
        for link in LINK.findall(text.replace("&amp;", "&")):
            parts = urlsplit(urljoin("https://example.org" + page, urldefrag(link)[0]))
            if parts.netloc == "example.org":
                found.append(parts.path)
        return found


def tell(what: dict[str, object]) -> None:
    print(json.dumps(what), flush=True)


def main() -> None:
    crawler = Crawler(sys.argv[1])
    threading.Thread(target=lambda: (sys.stdin.read(), crawler.ended.set()), daemon=True).start()
    end = time.monotonic() + LONGEST
    while not crawler.ended.is_set() and time.monotonic() < end:
        tell({"round": crawler.round()})


if __name__ == "__main__":
    main()
