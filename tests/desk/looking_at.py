"""What a page must be for everybody, measured in the browser; each check returns what is wrong.

Sources: WCAG 2.2, by the number of the success criterion.
"""

from functools import cache
from pathlib import Path

from playwright.sync_api import Page, ViewportSize

from api.desk.words.languages import translations
from search.sentences import SENTENCES, Language
from tests.desk.test_languages import messages

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]
"""The rules that a scheme can break, once the others were kept in another one: it changes colours alone."""
WIDE: ViewportSize = {"width": 1440, "height": 900}
NARROW: ViewportSize = {"width": 320, "height": 256}
"""A screen of 1,280 × 1,024 at 400 %, and the width of the smallest phone."""


def violations(page: Page, rules: list[str] = RULES) -> list[str]:
    """What axe finds by its rules, with the first element of each; its script must have been run."""
    script = """rules => axe.run(document, {runOnly: rules, resultTypes: ["violations"], elementRef: false,
        selectors: false, preload: false})"""
    found = page.evaluate(script, rules)["violations"]
    return [f"axe: {one['id']}: {one['nodes'][0]['html'][:200]} {one['help']}" for one in found]


def scrolled_sideways(page: Page) -> list[str]:
    """1.4.10: what would have to be scrolled in two directions; regions that hold a table or a plot may be."""
    script = """() => {
        const root = document.documentElement, all = [...document.querySelectorAll("body *")];
        const within = all.filter(one => one.scrollWidth > one.clientWidth + 1
            && ["auto", "scroll"].includes(getComputedStyle(one).overflowX) && !one.matches("[role=region], textarea"));
        const beyond = root.scrollWidth <= root.clientWidth ? [] : all.filter(one => {
            const box = one.getBoundingClientRect();
            return (box.right > root.clientWidth + 1 || box.left < -1) && !one.closest("[role=region], .sr");
        });
        return [...within, ...beyond.slice(-3)].map(one => `wider than the screen: ${one.outerHTML.slice(0, 160)}`);
    }"""
    return list(page.evaluate(script))


def cut_when_spaced(page: Page) -> list[str]:
    """1.4.12: what is cut off, or wider than the screen, once somebody spaces text as they need it.

    A map is a window onto something larger, and what it says stands beside it.
    """
    spacing = """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
        p { margin-block-end: 2em !important }"""
    cut = """css => {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(css);
        document.adoptedStyleSheets = [sheet];
        return [...document.querySelectorAll("body *")].filter(one => {
            const style = getComputedStyle(one);
            return one.textContent.trim() && one.checkVisibility() && style.clipPath === "none"
                && !one.matches(".map-canvas")
                && (["hidden", "clip"].includes(style.overflowX) && one.scrollWidth > one.clientWidth + 1
                || ["hidden", "clip"].includes(style.overflowY) && one.scrollHeight > one.clientHeight + 1);
        }).map(one => `cut off when spaced: ${one.outerHTML.slice(0, 160)}`);
    }"""
    found = [*page.evaluate(cut, spacing), *scrolled_sideways(page)]
    page.evaluate("document.adoptedStyleSheets = []")
    return found


def small_targets(page: Page) -> list[str]:
    """2.5.8: what is clicked and is lower than 24 px, links inside a sentence apart; axe sees to the space between."""
    script = """() => [...document.querySelectorAll(`a, button, select, input:not([type=hidden], [type=radio],
        [type=checkbox]), summary, label.choice`)].filter(one => one.checkVisibility()
        && !one.classList.contains("skip") && one.getBoundingClientRect().height < 24
        && getComputedStyle(one).display !== "inline").map(one => `too small: ${one.outerHTML.slice(0, 160)}`)"""
    return list(page.evaluate(script))


def lost_focus(page: Page) -> list[str]:
    """2.4.7, 2.4.11: what has no ring when it has the focus, or then lies wholly under something else."""
    script = """() => {
        const found = [];
        for (const one of document.querySelectorAll(`a[href], button, input:not([type=hidden]), select, textarea,
                summary, [tabindex]:not([tabindex="-1"])`)) {
            if (one.disabled || !one.checkVisibility()) continue;
            one.focus({focusVisible: true});
            if (document.activeElement !== one) continue;
            const style = getComputedStyle(one), box = one.getClientRects()[0];
            if (style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2) found.push(["no ring", one]);
            const [left, right] = [Math.max(box.left, 0), Math.min(box.right, innerWidth)];
            const [top, bottom] = [Math.max(box.top, 0), Math.min(box.bottom, innerHeight)];
            const seen = [0.1, 0.5, 0.9].some(across => [0.1, 0.5, 0.9].some(down => {
                const above = document.elementFromPoint(left + (right - left) * across, top + (bottom - top) * down);
                return above && (one.contains(above) || above.contains(one));
            }));
            if (!seen) found.push(["focus is hidden", one]);
        }
        document.activeElement.blur();
        scrollTo(0, 0);
        return found.map(([what, one]) => `${what}: ${one.outerHTML.slice(0, 160)}`);
    }"""
    return list(page.evaluate(script))


def moving(page: Page) -> list[str]:
    """2.3.3: what moves by itself, or would, for somebody who asked the system for less motion."""
    script = """() => [...document.querySelectorAll("*")].filter(one => {
        const style = getComputedStyle(one);
        const lasts = durations => durations.split(", ").some(one => parseFloat(one) > 0.001);
        return lasts(style.transitionDuration) || style.animationName !== "none" && lasts(style.animationDuration)
            || style.scrollBehavior === "smooth";
    }).map(one => `moves: ${one.cloneNode().outerHTML.slice(0, 160)}`)"""
    return list(page.evaluate(script))


def left_in_english(page: Page, language: Language) -> list[str]:
    """Whole phrases of the desk, and sentences of the evidence, that a page in another language has in English."""
    text = page.evaluate("""() => {
        const main = document.querySelector("main").cloneNode(true);
        main.querySelectorAll("[lang=en]").forEach(one => one.remove());
        return main.textContent;
    }""")
    said = " ".join(text.split())
    return [f"in English: {phrase}" for phrase in _phrases(language) if phrase in said]


@cache
def _phrases(language: Language) -> list[str]:
    """Of three words or more, that read otherwise in this language."""
    if language is Language.en:
        return []
    catalogue = translations(language)
    mine, english = SENTENCES[language], SENTENCES[Language.en]
    told = {said: mine[group][level] for group, levels in english.items() for level, said in levels.items()}
    told |= {message: catalogue.gettext(message) for message in messages() if isinstance(message, str)}
    return [one for one, other in told.items() if one != other and one.count(" ") > 1 and "%" not in one + other]


def harmful(page: Page) -> list[str]:
    """What a name has no business to be: an element, a script, or a character that turns the text round it."""
    script = """() => [
        ...[...document.querySelectorAll("main :is(script, iframe, object, embed, base, meta, b, i)")],
        ...[...document.querySelectorAll("main img:not([src^='/desk/'], [src^='blob:'])")],
        ...[...document.querySelectorAll("*")].filter(one => one.getAttributeNames().some(name => /^on/i.test(name))),
    ].map(one => `came from a name: ${one.outerHTML.slice(0, 160)}`)"""
    turning = set("\u202a\u202b\u202d\u202e\u2066\u2067\u2068") & set(page.locator("body").inner_text())
    pwned = ["a name is the title"] if "pwned" in page.title() else []
    return [*page.evaluate(script), *(f"turns text: {ord(one):x}" for one in turning), *pwned]
