"""Which dotted words in a text can only be the name of a host.

`Node.js`, `README.md`, `main.rs` and `ASP.NET` are not; `gmail.com` and `acme.co.uk` are. Country codes
double as file types and initials (`.md`, `.rs`, `.io`, `.py`), so they count only with a path behind them.
"""

from __future__ import annotations

import re

from seeding.safety.words import word_set

# Top-level names that nothing else ends in. Not `net`: see `DOT_NET`.
PLAIN = ("com", "org", "edu", "gov", "mil", "biz", "onion")

# Registries below a country code (acme.co.uk), in every country that has one of these.
SECOND_LEVEL = ("ac", "co", "com", "edu", "go", "gob", "gouv", "gov", "govt", "ltd", "ne", "net", "nic", "or", "org")

# Hosting under which every label below is somebody's project.
HOSTING = (
    "azurewebsites.net", "cloudfront.net", "deno.dev", "firebaseapp.com", "fly.dev", "github.io", "gitlab.io",
    "herokuapp.com", "linktr.ee", "netlify.app", "ngrok-free.app", "ngrok.io", "notion.site", "onrender.com",
    "pages.dev", "railway.app", "readthedocs.io", "supabase.co", "supabase.in", "supabase.net", "vercel.app",
    "web.app", "windows.net", "workers.dev",
)  # fmt: skip

# Products of the .NET family: `asp.net` in a list of skills is not a host.
DOT_NET = word_set(
    "ado akka asp automapper blazor dot excelna f fluent json lucene log4 maui ml mono nlog nunit paint quartz rx"
    " signalr sharp vb visual xunit"
)

# ISO 3166-1 alpha-2 codes in the DNS root, and eu, su, uk.
COUNTRIES = word_set(
    "ac ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bm bn bo br bs bt bw by bz ca"
    " cc cd cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg er es et eu fi fj fk fm fo"
    " fr ga gd ge gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn hr ht hu id ie il im in io iq ir is it je"
    " jm jo jp ke kg kh ki km kn kp kr kw ky kz la lb lc li lk lr ls lt lu lv ly ma mc md me mg mh mk ml mm mn mo"
    " mp mq mr ms mt mu mv mw mx my mz na nc ne nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pm pn pr ps pt"
    " pw py qa re ro rs ru rw sa sb sc sd se sg sh si sk sl sm sn so sr ss st su sv sx sy sz tc td tf tg th tj tk"
    " tl tm tn to tr tt tv tw tz ua ug uk us uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw"
)

# Other top-level names that people use; a list, because the suffix list changes weekly and is not ours.
GENERIC = word_set(
    "academy agency app art asia bank blog business cafe capital care careers cat center chat church city cloud"
    " club coach codes college community company computer consulting cool credit dance data date dental design"
    " dev digital direct directory doctor domains download education email energy engineer engineering estate"
    " events exchange expert express farm fashion finance financial fit fitness foundation fun fund gallery games"
    " gift global group guide guru health help holdings homes hosting house immo inc info ink institute insure"
    " int international investments jobs land law lawyer legal life link live loan lol ltd market marketing media"
    " menu mobi moda money name net network news ninja one online page partners photo photography photos pics plus"
    " press pro productions properties pub realty red rent report rest review reviews rocks run sale school"
    " science services shop show site social software solutions space store stream studio style supply support"
    " systems tax team tech technology tel tips today tools top tours town trade training travel university"
    " vacations ventures video vip vision website wiki win wine work works world wtf xxx xyz yoga zone"
)

# Country codes that end technical words too. With a path these, and names that are words, count only when
# written as hosts are: lower-case before the slash and behind it ("draw.io/x" is a page, "Socket.IO/Redis"
# are two skills, "Sr.Engineer/Tech.Lead" two titles).
_TECHNICAL = word_set("ai as cc cd do fm in io is it la md me mk ml mm my no pl pm ps py rs sh so st to tv us vc")
_FILE = re.compile(r"\.(?:cc|md|ml|mm|pl|pm|ps|py|rs|sh|so)\b")

_SECOND = re.compile(rf"(?:{'|'.join(SECOND_LEVEL)})\.[a-z]{{2}}")
_LOWER = re.compile(r"[^A-Z]+")


def is_suffix(host: str) -> bool:
    """True when the host ends in a top-level name that exists."""
    last = host.lower().rpartition(".")[2]
    return last in COUNTRIES or last in GENERIC or last in PLAIN or last.startswith("xn--")


def unmistakable(host: str) -> bool:
    """True when a dotted word in a text can only be a host, by its suffix alone."""
    lower = host.lower()
    labels = lower.split(".")
    last = labels[-1]
    if last in PLAIN or lower.startswith("www."):
        return True
    if last == "net":
        return labels[-2] not in DOT_NET and host.endswith("net")
    if len(labels) > 2 and last in COUNTRIES and _SECOND.fullmatch(".".join(labels[-2:])):
        return True
    return any(lower.endswith("." + suffix) for suffix in HOSTING)


def with_path(host: str, path: str) -> bool:
    """True when a dotted word with `/` and `path` behind it is a host."""
    if not is_suffix(host) or not path[:1].isalnum():
        return False
    last = host.lower().rpartition(".")[2]
    if _FILE.fullmatch(f".{last}") and _FILE.search(path):
        return False  # main.py/test.py
    if re.fullmatch(rf"[^/]*\.{re.escape(last)}", path, re.IGNORECASE):
        return False  # first.name/last.name
    if last in _TECHNICAL or last not in COUNTRIES:
        return _LOWER.fullmatch(host) is not None and _LOWER.match(path[:1]) is not None
    return True
