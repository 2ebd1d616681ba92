"""A page in a browser that Playwright cannot drive: found by what a person reads, touched where it is drawn.

Everything is asked of the page itself, in the syntax of the oldest browser promised; only going somewhere,
pointing and typing are the driver's, so that they are real input.
"""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from pathlib import Path
from typing import Any

import pytest

PATIENCE_S = 30.0

_FIND = """
const [what, name, whole] = args
const drawn = element => {
  const box = element.getBoundingClientRect()
  return box.width > 1 && box.height > 1 && getComputedStyle(element).visibility !== 'hidden'
}
const named = element => {
  const given = element.getAttribute('aria-label')
  if (given) return given
  const by = (element.getAttribute('aria-labelledby') || '').split(' ').map(id => document.getElementById(id))
  const words = by.filter(Boolean).map(label => label.textContent).join(' ')
  if (words) return words
  if (element.labels && element.labels.length) return element.labels[0].textContent
  return element.innerText || element.getAttribute('placeholder') || ''
}
const tidy = text => text.replace(/\\s+/g, ' ').trim()
const found = [...document.querySelectorAll(what)].filter(drawn).find(element => {
  const own = tidy(named(element))
  return whole ? own.replace(/ ?\\*$/, '') === name : own.includes(name)
})
if (!found) return null
found.scrollIntoView({ block: 'center', inline: 'center' })
const box = found.getBoundingClientRect()
const at = { x: Math.round(box.left + box.width / 2), y: Math.round(box.top + box.height / 2) }
const hit = document.elementFromPoint(at.x, at.y)
return hit && (found.contains(hit) || hit.contains(found)) ? at : null
"""
"""Where to press for it; null while it is not there, not drawn, or something lies over it."""

_LISTEN = """
if (!window.floorFaults) {
  const faults = (window.floorFaults = [])
  addEventListener('error', event => faults.push('thrown: ' + (event.message || event.target)), true)
  addEventListener('unhandledrejection', event => faults.push('rejected: ' + event.reason))
  addEventListener('securitypolicyviolation', event => faults.push('CSP: ' + event.violatedDirective))
}
return window.floorFaults
"""

BUTTONS = "button, a[href], [role=button], [role=option], [role=radio], [role=tab], [role=row], li"
BOXES = "input, textarea, [role=combobox]"


class Screen(ABC):
    """One page of one browser."""

    def __init__(self, base: str, engine: str) -> None:
        self.base = base
        self.engine = engine

    @abstractmethod
    def script(self, body: str, *args: object) -> Any:
        """What this function body returns in the page; it reads `args`."""

    @abstractmethod
    def navigate(self, address: str) -> None: ...

    @abstractmethod
    def press(self, x: int, y: int) -> None:
        """A click of the pointer there, in CSS pixels of the window."""

    @abstractmethod
    def type(self, text: str) -> None:
        """Keys into what has the focus."""

    @abstractmethod
    def picture(self, path: Path) -> None:
        """A PNG of the window."""

    def faults(self) -> list[str]:
        """What the page threw, or its policy refused, since it was opened."""
        return [str(fault) for fault in self.script(_LISTEN)]

    def open(self, path: str) -> None:
        self.navigate(f"{self.base}{path}")
        self.script(_LISTEN)

    def tap(self, name: str, *, what: str = BUTTONS, whole: bool = False) -> None:
        """Press what bears that name, once it is there, has stopped moving, and nothing lies over it."""
        last: object = None

        def resting() -> Any:
            nonlocal last
            before, last = last, self.script(_FIND, what, name, whole)
            return last if last == before else None

        at = self.until(resting, f"something to press: {name}")
        self.press(at["x"], at["y"])

    def fill(self, label: str, text: str) -> None:
        """Type into the box of that label."""
        self.tap(label, what=BOXES, whole=True)
        self.type(text)

    def sees(self, text: str) -> None:
        """Wait until the page shows these words."""
        self.until(lambda: text in self.text(), f"the words: {text}")

    def gone(self, text: str) -> None:
        """Wait until the page no longer shows these words."""
        self.until(lambda: text not in self.text(), f"itself without the words: {text}")

    def at(self, path: str) -> None:
        """Wait until the address holds that path."""
        self.until(lambda: path in str(self.script("return location.pathname")), f"the address: {path}")

    def text(self) -> str:
        return str(self.script("return document.body ? document.body.innerText : ''"))

    def until(self, ask: Any, what: str) -> Any:
        """The first answer that is not nothing."""
        end = time.monotonic() + PATIENCE_S
        while True:
            answer = ask()
            if answer:
                return answer
            if time.monotonic() > end:
                pytest.fail(f"{self.engine} never showed {what}\n{self.faults()}\n{self.text()[:2000]}")
            time.sleep(0.1)
