"""The services whose posts and players stand in stories: which addresses are theirs, and the frame that shows each.

One table. A row says which addresses it knows, the address that it gives each of them, and what a click opens. A story names an
address; the content security policy allows the services that ``embeds`` in site.yml lists, whatever stories name.
"""

from typing import Literal, NamedTuple

ProviderId = Literal[
    "x", "instagram", "facebook", "tiktok", "telegram", "threads", "bluesky", "mastodon",
    "youtube", "vimeo", "dailymotion", "soundcloud", "spotify", "datawrapper", "flourish", "google-maps", "google-docs",
]  # fmt: skip
"""The names of the services, as ``embeds`` in site.yml lists them."""

Kind = Literal["post", "video", "sound", "chart", "map", "document"]

Shape = Literal["film", "line", "box", "tall"]
"""The place that the page keeps for a frame: 16 to 9; some 170 pixels high; some 450; some 640."""


class Form(NamedTuple):
    """A form of a service's addresses.

    ``pattern`` matches the whole of host and path, without ``www.``, ``m.``, ``mobile.`` or ``web.`` in front and without a
    slash at the end, and behind a question mark those parts of the query that ``Provider.keeps`` names, in that order.
    ``page`` is the one address for all spellings, and ``frame`` that of its player; in both ``{name}`` is the group
    ``name``, and in ``frame`` ``{page}`` is the page, percent-encoded. ``shape`` is that of the provider where it is empty.
    """

    pattern: str
    page: str
    frame: str
    shape: Shape | Literal[""] = ""


class Provider(NamedTuple):
    """A service: its name for readers, what it shows, and its addresses.

    ``sources`` are the sources of the content security policy that allow its frames; none for a service without hosts of its
    own (Mastodon), whose hosts ``policy.frame`` names one by one. ``keeps`` are the parts of a query that say what an address
    shows; all others are dropped. ``oembed`` is the address of its oEmbed
    service (https://oembed.com), with ``{host}`` for the page's own host; empty where it wants a key or has none.
    """

    id: ProviderId
    name: str
    kind: Kind
    shape: Shape
    forms: tuple[Form, ...]
    sources: tuple[str, ...] = ()
    oembed: str = ""
    keeps: tuple[str, ...] = ()


_NAME = r"[A-Za-z0-9_-]{1,64}"
_FACEBOOK = "https://www.facebook.com/plugins/{0}.php?href={{page}}&show_text=true&width=500"
_DOCS = "https://docs.google.com"

PROVIDERS: tuple[Provider, ...] = (
    Provider(
        "x",
        "إكس",
        "post",
        "tall",
        (
            Form(
                r"(?:x|twitter)\.com/(?:i/web|i)/status/(?P<id>\d{1,25})",
                "https://x.com/i/status/{id}",
                "https://platform.twitter.com/embed/Tweet.html?id={id}&dnt=true&lang=ar",
            ),
            Form(
                r"(?:x|twitter)\.com/(?P<user>\w{1,20})/status(?:es)?/(?P<id>\d{1,25})(?:/(?:photo|video)/\d)?",
                "https://x.com/{user}/status/{id}",
                "https://platform.twitter.com/embed/Tweet.html?id={id}&dnt=true&lang=ar",
            ),
        ),
        ("https://platform.twitter.com",),
        "https://publish.x.com/oembed?omit_script=1&dnt=1",
    ),
    Provider(
        "instagram",
        "إنستغرام",
        "post",
        "tall",
        (
            Form(
                rf"(?:instagram\.com|instagr\.am)/(?:[\w.]{{1,40}}/)?(?:p|reels?|tv)/(?P<id>{_NAME})(?:/embed(?:/captioned)?)?",
                "https://www.instagram.com/p/{id}/",
                "https://www.instagram.com/p/{id}/embed/captioned/",
            ),
        ),
        ("https://www.instagram.com",),
    ),
    Provider(
        "facebook",
        "فيسبوك",
        "post",
        "tall",
        (
            Form(
                r"facebook\.com/(?P<path>watch|[^/?]{1,200}/videos/(?:[^/?]{1,200}/)?\d{1,25}|reel/\d{1,25})/?(?P<rest>\?v=\d{1,25})?",
                "https://www.facebook.com/{path}/{rest}",
                _FACEBOOK.format("video"),
            ),
            Form(
                r"facebook\.com/(?P<path>[^/?]{1,200}/posts/(?:[^/?]{1,200}/)?\w{1,120}|groups/[^/?]{1,200}/(?:posts|permalink)/\d{1,25}"
                r"|[^/?]{1,200}/photos/[^/?]{1,80}(?:/\d{1,25})?|share/[pvr]/\w{1,40})",
                "https://www.facebook.com/{path}",
                _FACEBOOK.format("post"),
            ),
            Form(
                r"facebook\.com/(?P<path>permalink\.php|story\.php|photo\.php|photo)/?(?P<rest>\?(?:story_fbid|fbid)=\w{1,120}(?:&id=\d{1,25})?)",
                "https://www.facebook.com/{path}{rest}",
                _FACEBOOK.format("post"),
            ),
        ),
        ("https://www.facebook.com",),
        keeps=("story_fbid", "fbid", "id", "v"),
    ),
    Provider(
        "tiktok",
        "تيك توك",
        "post",
        "tall",
        (
            Form(
                r"tiktok\.com/@(?P<user>[\w.]{1,40})/(?:video|photo)/(?P<id>\d{1,25})",
                "https://www.tiktok.com/@{user}/video/{id}",
                "https://www.tiktok.com/embed/v2/{id}",
            ),
            Form(
                r"tiktok\.com/(?:embed(?:/v\d)?|player/v1)/(?P<id>\d{1,25})",
                "https://www.tiktok.com/embed/v2/{id}",
                "https://www.tiktok.com/embed/v2/{id}",
            ),
        ),
        ("https://www.tiktok.com",),
        "https://www.tiktok.com/oembed",
    ),
    Provider(
        "telegram",
        "تيليغرام",
        "post",
        "tall",
        (
            Form(
                r"(?:t|telegram)\.me/(?:s/)?(?P<user>[A-Za-z]\w{3,31})/(?P<id>\d{1,12})",
                "https://t.me/{user}/{id}",
                "https://t.me/{user}/{id}?embed=1",
            ),
        ),
        ("https://t.me",),
    ),
    Provider(
        "threads",
        "ثريدز",
        "post",
        "tall",
        (
            Form(
                rf"threads\.(?:net|com)/@(?P<user>[\w.]{{1,40}})/post/(?P<id>{_NAME})(?:/embed)?",
                "https://www.threads.com/@{user}/post/{id}",
                "https://www.threads.com/@{user}/post/{id}/embed",
            ),
        ),
        ("https://www.threads.com",),
    ),
    Provider(
        "bluesky",
        "بلوسكاي",
        "post",
        "tall",
        (
            Form(
                r"(?:bsky\.app/profile/|embed\.bsky\.app/embed/)(?P<user>[\w.:-]{1,253})/(?:post|app\.bsky\.feed\.post)/(?P<id>\w{1,40})",
                "https://bsky.app/profile/{user}/post/{id}",
                "https://embed.bsky.app/embed/{user}/app.bsky.feed.post/{id}",
            ),
        ),
        ("https://embed.bsky.app",),
        "https://embed.bsky.app/oembed",
    ),
    Provider(
        "mastodon",
        "ماستودون",
        "post",
        "tall",
        (
            Form(
                r"(?P<host>[a-z0-9.-]{4,253})/@(?P<user>\w{1,60}(?:@[a-z0-9.-]{4,253})?)/(?P<id>\d{15,20})",
                "https://{host}/@{user}/{id}",
                "https://{host}/@{user}/{id}/embed",
            ),
        ),
        (),
        "https://{host}/api/oembed",
    ),
    Provider(
        "youtube",
        "يوتيوب",
        "video",
        "film",
        (
            Form(
                rf"(?:youtu\.be/|youtube(?:-nocookie)?\.com/(?:(?:watch/?)?\?v=|(?:embed|shorts|live|v)/(?!videoseries)))(?P<id>{_NAME})(?:\?.*)?",
                "https://www.youtube.com/watch?v={id}",
                "https://www.youtube-nocookie.com/embed/{id}?autoplay=1",
            ),
        ),
        ("https://www.youtube-nocookie.com",),
        "https://www.youtube.com/oembed",
        keeps=("v",),
    ),
    Provider(
        "vimeo",
        "فيميو",
        "video",
        "film",
        (
            Form(
                r"(?:player\.)?vimeo\.com/(?:video/|channels/\w{1,60}/)?(?P<id>\d{1,20})(?:/\w{1,40})?",
                "https://vimeo.com/{id}",
                "https://player.vimeo.com/video/{id}?autoplay=1&dnt=1",
            ),
        ),
        ("https://player.vimeo.com",),
        "https://vimeo.com/api/oembed.json",
    ),
    Provider(
        "dailymotion",
        "ديلي موشن",
        "video",
        "film",
        (
            Form(
                r"(?:dai\.ly/|dailymotion\.com/(?:embed/)?video/)(?P<id>[A-Za-z0-9]{1,20})(?:_[^/?]{0,200})?",
                "https://www.dailymotion.com/video/{id}",
                "https://geo.dailymotion.com/player.html?video={id}",
            ),
            Form(
                r"geo\.dailymotion\.com/player(?:/\w{1,20})?\.html\?video=(?P<id>[A-Za-z0-9]{1,20})",
                "https://www.dailymotion.com/video/{id}",
                "https://geo.dailymotion.com/player.html?video={id}",
            ),
        ),
        ("https://geo.dailymotion.com",),
        "https://www.dailymotion.com/services/oembed",
        keeps=("video",),
    ),
    Provider(
        "soundcloud",
        "ساوند كلاود",
        "sound",
        "line",
        (
            Form(
                r"soundcloud\.com/(?P<user>(?!(?:discover|search|stream|you|upload|pages|charts)/)[\w-]{1,80})/sets/(?P<id>[\w-]{1,255})",
                "https://soundcloud.com/{user}/sets/{id}",
                "https://w.soundcloud.com/player/?url={page}&auto_play=true&visual=false",
                "box",
            ),
            Form(
                r"soundcloud\.com/(?P<user>(?!(?:discover|search|stream|you|upload|pages|charts)/)[\w-]{1,80})/"
                r"(?!(?:sets|tracks|albums|likes|reposts|followers|following)$)(?P<id>[\w-]{1,255})",
                "https://soundcloud.com/{user}/{id}",
                "https://w.soundcloud.com/player/?url={page}&auto_play=true&visual=false",
            ),
        ),
        ("https://w.soundcloud.com",),
        "https://soundcloud.com/oembed",
    ),
    Provider(
        "spotify",
        "سبوتيفاي",
        "sound",
        "line",
        (
            Form(
                r"open\.spotify\.com/(?:intl-\w{2,5}/)?(?:embed/)?(?P<form>track|episode|show)/(?P<id>[A-Za-z0-9]{22})",
                "https://open.spotify.com/{form}/{id}",
                "https://open.spotify.com/embed/{form}/{id}",
            ),
            Form(
                r"open\.spotify\.com/(?:intl-\w{2,5}/)?(?:embed/)?(?P<form>album|playlist|artist)/(?P<id>[A-Za-z0-9]{22})",
                "https://open.spotify.com/{form}/{id}",
                "https://open.spotify.com/embed/{form}/{id}",
                "box",
            ),
        ),
        ("https://open.spotify.com",),
        "https://open.spotify.com/oembed",
    ),
    Provider(
        "datawrapper",
        "داتا رابر",
        "chart",
        "box",
        (
            Form(
                r"(?:datawrapper\.dwcdn\.net|datawrapper\.de/_)/(?P<id>[A-Za-z0-9]{5})(?:/\d{1,5})?",
                "https://datawrapper.dwcdn.net/{id}/",
                "https://datawrapper.dwcdn.net/{id}/",
            ),
        ),
        ("https://datawrapper.dwcdn.net",),
        "https://api.datawrapper.de/v3/oembed",
    ),
    Provider(
        "flourish",
        "فلورش",
        "chart",
        "box",
        (
            Form(
                r"(?:public\.flourish\.studio|flo\.uri\.sh)/(?P<form>visualisation|story)/(?P<id>\d{1,12})(?:/embed)?",
                "https://public.flourish.studio/{form}/{id}/",
                "https://flo.uri.sh/{form}/{id}/embed",
            ),
        ),
        ("https://flo.uri.sh",),
        "https://app.flourish.studio/api/v1/oembed",
    ),
    Provider(
        "google-maps",
        "خرائط غوغل",
        "map",
        "box",
        (
            Form(
                r"google\.com/maps/embed\?pb=(?P<pb>[A-Za-z0-9!_.,:%+-]{1,2000})",
                "https://www.google.com/maps/embed?pb={pb}",
                "https://www.google.com/maps/embed?pb={pb}",
            ),
            Form(
                r"google\.com/maps/d/(?:u/\d/)?(?:embed|viewer|edit|view)\?mid=(?P<id>[\w.-]{1,80})",
                "https://www.google.com/maps/d/viewer?mid={id}",
                "https://www.google.com/maps/d/embed?mid={id}",
            ),
            Form(
                r"google\.com/maps(?:/(?P<place>(?:place|search)/[^/?]{1,300}))?/@(?P<at>-?\d{1,3}\.\d{1,20},-?\d{1,3}\.\d{1,20}),(?P<zoom>\d{1,2})(?:\.\d{1,4})?z(?:/.*)?(?:\?.*)?",
                "https://www.google.com/maps/@{at},{zoom}z",
                "https://www.google.com/maps?q={at}&z={zoom}&hl=ar&output=embed",
            ),
            Form(
                r"(?:google\.com/maps|maps\.google\.com)/?\?q=(?P<q>[^&]{1,300})",
                "https://www.google.com/maps?q={q}",
                "https://www.google.com/maps?q={q}&hl=ar&output=embed",
            ),
        ),
        ("https://www.google.com/maps", "https://www.google.com/maps/"),
        keeps=("pb", "mid", "q"),
    ),
    Provider(
        "google-docs",
        "مستندات غوغل",
        "document",
        "tall",
        (
            Form(
                r"docs\.google\.com/document/d/(?P<id>e/[\w-]{20,120})/pub",
                _DOCS + "/document/d/{id}/pub",
                _DOCS + "/document/d/{id}/pub?embedded=true",
            ),
            Form(
                r"docs\.google\.com/spreadsheets/d/(?P<id>e/[\w-]{20,120})/pub(?:html)?",
                _DOCS + "/spreadsheets/d/{id}/pubhtml",
                _DOCS + "/spreadsheets/d/{id}/pubhtml?widget=true",
            ),
            Form(
                r"docs\.google\.com/presentation/d/(?P<id>(?:e/)?[\w-]{20,120})(?:/\w{0,20})?",
                _DOCS + "/presentation/d/{id}",
                _DOCS + "/presentation/d/{id}/embed",
                "film",
            ),
            Form(
                r"docs\.google\.com/forms/d/(?P<id>(?:e/)?[\w-]{20,120})(?:/\w{0,20})?",
                _DOCS + "/forms/d/{id}/viewform",
                _DOCS + "/forms/d/{id}/viewform?embedded=true",
            ),
            Form(
                r"docs\.google\.com/(?P<form>document|spreadsheets)/d/(?P<id>[\w-]{20,120})(?:/\w{0,20})?",
                _DOCS + "/{form}/d/{id}",
                _DOCS + "/{form}/d/{id}/preview",
            ),
            Form(
                r"drive\.google\.com/file/d/(?P<id>[\w-]{20,120})(?:/\w{0,20})?",
                "https://drive.google.com/file/d/{id}/view",
                "https://drive.google.com/file/d/{id}/preview",
            ),
        ),
        (_DOCS, "https://drive.google.com"),
    ),
)
"""The table. Where two rows know an address, the first one counts."""
