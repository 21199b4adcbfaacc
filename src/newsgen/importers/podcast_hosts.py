"""The services that host podcasts: an episode's page there is not one of the newsroom's own site."""

_HOSTS = frozenset(
    "acast.com anchor.fm art19.com audioboom.com ausha.co blubrry.com buzzsprout.com captivate.fm castbox.fm "
    "castos.com deezer.com fireside.fm ivoox.com libsyn.com megaphone.fm omny.fm omnystudio.com pinecast.com "
    "pippa.io podbean.com podcasters.apple.com podcasts.apple.com podigee.io podomatic.com redcircle.com rss.com "
    "simplecast.com sounder.fm soundcloud.com spotify.com spreaker.com substack.com transistor.fm whooshkaa.com "
    "zencast.fm zencastr.com".split()
)


def is_podcast_host(host: str) -> bool:
    """Whether a host, in small letters, is one of these services or below one."""
    return any(host == known or host.endswith(f".{known}") for known in _HOSTS)
