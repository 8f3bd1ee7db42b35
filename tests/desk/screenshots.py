"""`make screenshots`: pictures of the desk's pages in docs/screenshots, in light, in dark and in Arabic.

They show the records of the tests, so everybody in them is invented. The times at which reports were entered are those
of the making.
"""

import io
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page

from search.sentences import Language
from tests.desk.conftest import Visitor, arrived, served_desk, started_browser
from tests.desk.test_pages import PAGES

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "screenshots"
SIZE = (1200, 800)
"""In pixels; a page that is longer goes on to at most half as much again."""
LIMIT = 3_000_000
"""Bytes of all pictures together: whoever clones the repository carries them."""
PLAIN = {"work", "post", "problem"}
"""Pages of a few words, which need no picture."""
_FORMS = ("light", "dark", "arabic")


def main() -> None:
    """Make all pictures anew.

    Raises:
        ValueError: together they are larger than they may be.
    """
    FOLDER.mkdir(parents=True, exist_ok=True)
    for old in FOLDER.glob("*.webp"):
        old.unlink()
    names = [name for name in PAGES if name not in PLAIN and not name.startswith("hostile")]
    with (
        tempfile.TemporaryDirectory() as folder,
        served_desk(Path(folder), hostile=False) as desk,
        started_browser() as browser,
    ):
        for name in names:
            one = arrived(desk, browser, width=SIZE[0])
            PAGES[name](one, desk)
            _keep(one, name, "light")
            one.page.emulate_media(color_scheme="dark")
            _keep(one, name, "dark")
            one.speak(Language.ar)
            one.page.emulate_media(color_scheme="light")
            PAGES[name](one, desk)
            _keep(one, name, "arabic")
            one.context.close()
            print(name, *(f"{(FOLDER / f'{name}-{form}.webp').stat().st_size // 1000} kB" for form in _FORMS))
    size = sum(path.stat().st_size for path in FOLDER.iterdir())
    print(f"{len(names) * len(_FORMS)} pictures, {size / 1e6:.2f} MB, in {FOLDER}")
    if size > LIMIT:
        raise ValueError(
            f"The pictures have {size:,} bytes together and may have {LIMIT:,}: show fewer or shorter ones."
        )


def _keep(visitor: Visitor, name: str, form: str) -> None:
    page = visitor.page
    _see_pictures(page)
    height = min(max(page.evaluate("document.documentElement.scrollHeight"), SIZE[1]), 3 * SIZE[1] // 2)
    shot = page.screenshot(full_page=True, clip={"x": 0, "y": 0, "width": SIZE[0], "height": height})
    Image.open(io.BytesIO(shot)).convert("RGB").save(FOLDER / f"{name}-{form}.webp", quality=46, method=6)


def _see_pictures(page: Page) -> None:
    """Photographs are fetched when they come into view."""
    page.evaluate("""async () => {
        const images = [...document.images].filter(one => one.checkVisibility());
        images.forEach(one => { one.loading = "eager"; });
        await Promise.all(images.map(one => one.decode().catch(() => {})));
        scrollTo(0, 0);
    }""")


if __name__ == "__main__":
    main()
