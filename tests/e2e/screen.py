# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""What a screen reader's user sees and does: the app through its accessible tree."""

import subprocess

import gi

gi.require_version('Atspi', '2.0')
from gi.repository import Atspi, GLib  # noqa: E402

from waiting import until  # noqa: E402

TEXT_ROLES = ('label', 'status bar', 'text')
# Widgets that repeat their name inside: looking there would only take time.
LEAVES = ('page tab', 'scroll bar')


def children(node):
    try:
        count = node.get_child_count()
        found = [node.get_child_at_index(i) for i in range(count)]
    except GLib.Error:
        return []
    return [child for child in found if child is not None]


def walk(node):
    yield node
    if role(node) not in LEAVES:
        for child in children(node):
            yield from walk(child)


def role(node):
    try:
        return node.get_role_name()
    except GLib.Error:
        return ''


def name(node):
    try:
        return node.get_name() or ''
    except GLib.Error:
        return ''


def text(node):
    """The content of a label or an entry."""
    try:
        return Atspi.Text.get_text(node, 0, Atspi.Text.get_character_count(node))
    except GLib.Error:
        return ''


def has_state(node, state):
    try:
        return node.get_state_set().contains(state)
    except GLib.Error:
        return False


class Screen:
    """The app that is running: its dialog when one is open, else its page on top.

    Its windows are counted at the X server: GTK 4.8 ends with a segmentation fault when it is asked for those
    of the app while one of them comes or goes.
    """

    def __init__(self, process):
        self.process = process
        self.dialog = None
        until(lambda: len(self.windows()) == 1, 'the window of the app')
        self.app = until(self.find_app, 'the app on the accessibility bus')
        # What is cached here would only be older.
        self.app.set_cache_mask(Atspi.Cache.NONE)
        self.frame, = children(self.app)

    def windows(self):
        """The X server's numbers of the windows that are to be seen."""
        if self.process.poll() is not None:
            raise AssertionError(f'the app ended with status {self.process.returncode}')
        pid = str(self.process.pid)
        found = subprocess.run(['xdotool', 'search', '--onlyvisible', '--pid', pid, '--name', '.'],
                               capture_output=True, check=False)
        return set(found.stdout.split())

    def find_app(self):
        for app in children(Atspi.get_desktop(0)):
            try:
                if app.get_process_id() == self.process.pid:
                    return app
            except GLib.Error:
                continue
        return None

    def open_dialog(self, button):
        """Press the button that opens a dialog, perhaps in the place of another."""
        known = self.windows()
        self.click(button)
        self.dialog = None
        until(lambda: len(self.windows()) == 2 and self.windows() != known, 'a dialog')
        self.dialog, = [window for window in children(self.app) if role(window) != 'frame']

    def close_dialog(self, button):
        """Press the button that closes the dialog."""
        self.click(button)
        self.dialog = None
        until(lambda: len(self.windows()) == 1, 'the end of the dialog')

    def page(self):
        """The page on top: the navigation keeps those below it in the tree, too."""
        for node in walk(self.frame):
            if name(node) == 'AdwLeaflet':
                return (children(node) or [self.frame])[0]
        return self.frame

    def top(self):
        return self.dialog or self.page()

    @staticmethod
    def is_shown(label):
        """Whether a pointer in the middle of this label would meet it: nothing hides or covers it."""
        window = label
        while role(window.get_parent()) != 'application':
            window = window.get_parent()
        extents = Atspi.Component.get_extents(label, Atspi.CoordType.WINDOW)
        met = Atspi.Component.get_accessible_at_point(window, extents.x + extents.width // 2,
                                                      extents.y + extents.height // 2, Atspi.CoordType.WINDOW)
        return met is not None and role(met) == role(label) and text(met) == text(label)

    def problem(self):
        """The title and the remedy on the card that tells of a problem, when it is there to be read."""
        alert = self.find('alert')
        labels = [node for node in walk(alert) if role(node) == 'label'] if alert else []
        return [text(label) for label in labels] if all(self.is_shown(label) for label in labels) else []

    def find(self, wanted_role, wanted_name=None):
        """The first node with this role, and this name or this text on it."""
        for node in walk(self.top()):
            if role(node) != wanted_role:
                continue
            if wanted_name in (None, name(node)) or wanted_name in self.texts(node):
                return node
        return None

    def texts(self, below=None):
        """Every text on the page, in order, entries' contents included."""
        found = []
        for node in walk(below or self.top()):
            if role(node) in TEXT_ROLES:
                content = text(node)
                if content:
                    found.append(content)
        return found

    def wait_for_text(self, *parts):
        """Until the page holds all of these, and answer its texts."""
        seen = []

        def there():
            seen[:] = self.texts()
            whole = '\n'.join(seen)
            return all(part in whole for part in parts)
        until(there, lambda: f'{parts} among {seen}')
        return seen

    def title(self):
        """What the header bar of the page on top says."""
        for node in walk(self.page()):
            if name(node) == 'AdwWindowTitle':
                return ' '.join(self.texts(node))
        return None

    def wait_for_title(self, title):
        until(lambda: self.title() == title, lambda: f'the page {title!r}, not {self.title()!r}')

    def wait_for_problem(self, title):
        until(lambda: title in self.problem(), lambda: f'the problem {title!r}, not {self.problem()}')
        return self.problem()

    def click(self, wanted_name):
        def ready():
            node = self.find('push button', wanted_name)
            return node if node and has_state(node, Atspi.StateType.SENSITIVE) else None
        node = until(ready, lambda: f'a button {wanted_name!r} that can be pressed')
        assert Atspi.Action.do_action(node, 0), f'{wanted_name!r} cannot be pressed'

    def type(self, title, content):
        """Put the content into the entry with this title."""
        node = until(lambda: self.find('text', title), lambda: f'an entry {title!r}')
        assert Atspi.EditableText.set_text_contents(node, content), f'{title!r} cannot be filled'

    def dump(self):
        """The whole tree, for whoever looks at a failure."""
        lines = []

        def add(node, depth):
            states = ' '.join(state.value_nick for state in node.get_state_set().get_states())
            lines.append(f'{"  " * depth}{role(node)} {name(node)!r} {text(node)!r} {states}')
            for child in children(node):
                add(child, depth + 1)
        for window in filter(None, (self.frame, self.dialog)):
            add(window, 0)
        return '\n'.join(lines) + '\n'
