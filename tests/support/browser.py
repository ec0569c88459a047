"""A page in a real browser: pictures of it, and what a script next to it measures."""

from __future__ import annotations

import html
import json
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import pytest

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
# The page has no script; this one looks at it from the frame around it.
_MEASURE = """
const frame = document.querySelector('iframe'), result = {};
const rgb = text => (text.match(/[\\d.]+/g) || []).map(Number);
const light = ([r, g, b]) => {
  const [x, y, z] = [r, g, b].map(v => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
  return 0.2126 * x + 0.7152 * y + 0.0722 * z;
};
const behind = element => {
  for (let e = element; e; e = e.parentElement) {
    const colour = rgb(frame.contentWindow.getComputedStyle(e).backgroundColor);
    if (colour.length === 3 || colour[3] > 0) return colour;
  }
  return [255, 255, 255];
};
function measure() {
  const doc = frame.contentDocument, root = doc.documentElement, style = e => frame.contentWindow.getComputedStyle(e);
  result.wide = root.scrollWidth;
  result.high = root.scrollHeight;
  result.paper = style(doc.body).backgroundColor;
  result.contrasts = [];
  for (const e of doc.querySelectorAll('body *')) {
    const own = [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
    if (!own || e.closest('svg') || !e.getClientRects().length) continue;
    const [a, b] = [light(rgb(style(e).color)), light(behind(e))];
    result.contrasts.push([(Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), e.textContent.trim().slice(0, 40)]);
  }
  result.pictures = [...doc.querySelectorAll('svg[role=img]')].filter(e => e.getClientRects().length).map(e => {
    const box = e.getBoundingClientRect();
    return [box.width, box.height, box.left, box.right, e.getAttribute('aria-label')];
  });
  result.small = [...doc.querySelectorAll('body *')].filter(e => e.getClientRects().length && !e.closest('svg')
    && parseFloat(style(e).fontSize) < 11).length;
  document.querySelector('pre').textContent = JSON.stringify(result);
}
frame.addEventListener('load', measure);
"""


def find() -> str:
    """A Chromium of this machine; skips the test where there is none."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, _NAMES)), None)
    if found is None:
        pytest.skip("no Chromium here: apt-get install chromium, or set CHROMIUM to a browser's path")
    return found


def measure(page: str, *, width: int, dark: bool) -> dict[str, Any]:
    """What the page is like in a window of that width."""
    shown = _run(page, width, 900, dark, "--dump-dom", script=_MEASURE)
    match = re.search(r"<pre[^>]*>(.*?)</pre>", shown, re.DOTALL)
    assert match is not None, shown[-2000:]
    found: dict[str, Any] = json.loads(html.unescape(match[1]))
    return found


def picture(page: str, path: Path, *, width: int, height: int, dark: bool) -> None:
    """A PNG of the page's first `height` pixels, for a person to look at."""
    _run(page, width, height, dark, f"--screenshot={path}")


def _run(page: str, width: int, height: int, dark: bool, *arguments: str, script: str = "") -> str:
    browser = find()
    # A window is never narrower than some 500 pixels; a frame is, and its media queries are about itself.
    around = (
        "<!doctype html><meta charset=utf-8><style>:root{color-scheme:light dark}body{margin:0}"
        f"iframe{{border:0;display:block;width:{width}px;height:{height}px}}pre{{display:none}}</style>"
        f'<iframe srcdoc="{html.escape(page)}"></iframe><pre></pre><script>{script}</script>'
    )
    with tempfile.TemporaryDirectory(prefix="seed-browser-") as folder:
        file = Path(folder) / "around.html"
        file.write_text(around, encoding="utf-8")
        done = subprocess.run(
            [
                browser,
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--hide-scrollbars",
                f"--user-data-dir={folder}/profile",
                f"--blink-settings=preferredColorScheme={0 if dark else 1}",
                f"--window-size={max(width, 500)},{height}",
                *arguments,
                file.as_uri(),
            ],
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout
