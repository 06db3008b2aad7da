"""What can be wrong with a page that a browser shows: each function returns the faults it sees, in words."""

import re
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LEAST_TARGET = 24
NARROW = (360, 320)

INLINE = re.compile(r"<[^>]*\s(style|on[a-z]+)\s*=|<style|<script(?![^>]*\ssrc=)", re.IGNORECASE)

SAID = """
const said = (node) => `${node.tagName.toLowerCase()}.${node.className} ${(node.textContent || node.name || '').trim().slice(0, 40)}`;
"""

OVERFLOW = (
    "() => {"
    + SAID
    + """
  const room = document.documentElement.clientWidth, all = document.documentElement.scrollWidth;
  if (all <= room) return [];
  const kept = (node) => ['auto', 'scroll', 'hidden', 'clip'].includes(getComputedStyle(node).overflowX);
  const inside = (node) => node && node !== document.body && (kept(node) || inside(node.parentElement));
  const out = [...document.querySelectorAll('body *')].filter((node) => node.getBoundingClientRect().right > room + 1);
  return [`${all} px wide`, ...out.filter((node) => !inside(node.parentElement)).slice(-4).map(said)];
}"""
)
"""What sticks out of the window to the right, where the page scrolls sideways."""

TARGETS = (
    "(least) => {"
    + SAID
    + """
  const shown = (node) => node.checkVisibility({ visibilityProperty: true }) && node.getClientRects().length;
  const hidden = (node) => getComputedStyle(node).clipPath === 'inset(50%)';
  const words = (node) => [...node.childNodes].some((one) => one.nodeType === Node.TEXT_NODE && one.textContent.trim());
  const inText = (node) => node.tagName === 'A' && getComputedStyle(node).display === 'inline' && words(node.parentElement);
  const labels = (node) => (['radio', 'checkbox', 'file'].includes(node.type) ? [...node.labels] : []);
  const largest = (node, side) => Math.max(...[node, ...labels(node)].map((one) => one.getBoundingClientRect()[side]));
  return [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')]
    .filter((node) => shown(node) && !node.matches('.skip') && !hidden(node) && !inText(node))
    .filter((node) => Math.min(largest(node, 'width'), largest(node, 'height')) < least - .5)
    .map((node) => `${Math.round(largest(node, 'width'))}×${Math.round(largest(node, 'height'))} ${said(node)}`);
}"""
)
"""
What is to be pressed and is too small.

A link inside a sentence is as high as its line; what only the Tab key shows is not pressed.
"""


FRAME = "[document.documentElement.lang, document.title, [...document.querySelectorAll('h1')].map((node) => node.innerText)]"


def markup(served: str) -> list[str]:
    """Look at the HTML as it was served: no style, script or handler inside it, no value of the program for a text."""
    faults = [f"inline: {found[0][:80]}" for found in INLINE.finditer(served)]
    return faults + ["a text as the program writes it"] * ("Text(values=" in served)


def frame(page: Page, language: str) -> list[str]:
    """Look at what every page has: its language, one title, one first heading."""
    faults = []
    lang, title, headings = page.evaluate(FRAME)
    if lang != language:
        faults.append(f"lang is {lang}")
    if title.strip(" ·") in ("", "Sextant"):
        faults.append(f"title says nothing: {title!r}")
    if len(headings) != 1 or not headings[0].strip():
        faults.append(f"h1: {headings}")
    return faults


def accessibility(page: Page) -> list[str]:
    """Look with axe: WCAG 2.2 A and AA, and its best practices."""
    found = Axe().run(page, options={"resultTypes": ["violations"], "runOnly": {"type": "tag", "values": STANDARDS}})
    return [f"axe {fault['id']} at {where(node)}" for fault in found.response["violations"] for node in fault["nodes"][:4]]


def where(node: dict[str, Any]) -> str:
    """Return the place of a fault, and what axe says of it."""
    return f"{' '.join(map(str, node['target']))}: {' '.join(node['failureSummary'].split())}"


def narrow(page: Page) -> list[str]:
    """Look at the page on small telephones: nothing sticks out, and everything can be pressed."""
    faults = []
    for width in NARROW:
        page.set_viewport_size({"width": width, "height": 640})
        faults += [f"{width} px: {fault}" for fault in page.evaluate(OVERFLOW)]
    faults += [f"target: {fault}" for fault in page.evaluate(TARGETS, LEAST_TARGET)]
    page.evaluate("document.querySelectorAll('header details').forEach((node) => { node.open = true })")
    faults += [f"{NARROW[-1]} px with its menus open: {fault}" for fault in page.evaluate(OVERFLOW)]
    return faults
