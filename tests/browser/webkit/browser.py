#!/usr/bin/python3
"""A phone-sized WebKitGTK window that keeps its storage in a folder and obeys orders: one JSON object a line on stdin, answers and events the
same way on stdout. WebKit's own engine decides what a page may do: a file chooser opens only inside a real tap.

    browser.py FOLDER [--position LAT,LON,ACCURACY]

Orders are {"id": n, "do": name, …}; phone.mjs has one method for each. A process group of its own, so that SIGKILL reaches every process of it.
"""
import argparse
import json
import os

options = argparse.ArgumentParser()
options.add_argument("folder")
options.add_argument("--position", default="21.02862,105.85366,9")
options = options.parse_args()

os.setpgid(0, 0)
os.environ.update(NO_AT_BRIDGE="1", GTK_A11Y="none", GDK_BACKEND="x11", GSETTINGS_BACKEND="memory", GIO_USE_PROXY_RESOLVER="dummy")
os.environ.setdefault("WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS", "1")
# Web processes write to stdout and stderr too: what is told goes over a copy, theirs to nowhere.
told = os.fdopen(os.dup(1), "w", buffering=1, encoding="utf-8")
nowhere = os.open(os.devnull, os.O_WRONLY)
for stream in (1, 2):
    os.dup2(nowhere, stream)

import gi  # noqa: E402

for name, version in (("Gdk", "3.0"), ("Gtk", "3.0"), ("WebKit2", "4.1")):
    gi.require_version(name, version)
from gi.repository import Gdk, GLib, Gtk, WebKit2  # noqa: E402

WIDTH, HEIGHT = 360, 740


def tell(**what):
    told.write(json.dumps(what, ensure_ascii=False) + "\n")


def make_view():
    folder = os.path.abspath(options.folder)
    kept = WebKit2.WebsiteDataManager(base_data_directory=f"{folder}/data", base_cache_directory=f"{folder}/cache")
    kept.set_network_proxy_settings(WebKit2.NetworkProxyMode.NO_PROXY, None)
    kept.set_itp_enabled(False)
    context = WebKit2.WebContext.new_with_website_data_manager(kept)
    context.set_preferred_languages(["vi-VN", "vi"])
    context.get_cookie_manager().set_persistent_storage(f"{folder}/cookies.sqlite", WebKit2.CookiePersistentStorage.SQLITE)
    place = [float(part) for part in options.position.split(",")]
    position = context.get_geolocation_manager()

    def fix():
        position.update_position(WebKit2.GeolocationPosition.new(*place))
        return False

    position.connect("start", lambda _: bool(GLib.timeout_add(50, fix)) or True)
    settings = WebKit2.Settings()
    # Pages that are left are kept for going back, as Safari keeps them.
    wanted = {"enable-page-cache": True, "enable-webgl": True, "hardware-acceleration-policy": WebKit2.HardwareAccelerationPolicy.NEVER}
    for name, value in wanted.items():
        if settings.find_property(name):
            settings.set_property(name, value)
    return WebKit2.WebView(web_context=context, settings=settings), context


view, context = make_view()
view.set_size_request(WIDTH, HEIGHT)
window = Gtk.Window(type=Gtk.WindowType.POPUP)
window.set_default_size(WIDTH, HEIGHT)
window.add(view)
window.show_all()
view.grab_focus()

files, waiting = [], []


def on_chooser(_, request):
    tell(event="chooser", accept=request.get_mime_types(), several=request.get_select_multiple())
    if files:
        request.select_files(files if request.get_select_multiple() else files[:1])
    else:
        request.cancel()
    return True


def on_permission(_, request):
    request.allow()
    return True


def loaded(**how):
    while waiting:
        waiting.pop()(**how)


def on_load(_, what):
    if what == WebKit2.LoadEvent.FINISHED:
        loaded(value=view.get_uri())


def on_failure(_, _what, address, error):
    loaded(error=f"{address}: {error.message}")
    return False


view.connect("run-file-chooser", on_chooser)
view.connect("permission-request", on_permission)
view.connect("load-changed", on_load)
view.connect("load-failed", on_failure)
view.connect("web-process-terminated", lambda *_: (tell(event="crashed"), loaded(error="the web process ended")))


def run(code, done):
    """Runs the body of an async function in the page; done(value, error)."""

    def finished(_, result):
        try:
            text = view.call_async_javascript_function_finish(result).to_json(0)
            done(json.loads(text) if text else None, None)
        except GLib.Error as error:
            done(None, error.message)

    view.call_async_javascript_function(code, -1, None, None, None, None, finished)


def until(code, ms, done):
    """Asks again until the code gives something."""
    end = GLib.get_monotonic_time() + ms * 1000

    def ask():
        run(code, answered)
        return False

    def answered(value, error):
        if value:
            done(value, None)
        elif GLib.get_monotonic_time() > end:
            done(None, f"not within {ms} ms: {code} {error or ''}")
        else:
            GLib.timeout_add(80, ask)

    ask()


def press(points, done):
    """The mouse's own events, which count as the person's gesture: down at the first point, over the others, up at the last."""
    steps = [("move", points[0], False), ("down", points[0], False)]
    steps += [("move", point, True) for point in points[1:]] + [("up", points[-1], True)]
    kinds = {"move": Gdk.EventType.MOTION_NOTIFY, "down": Gdk.EventType.BUTTON_PRESS, "up": Gdk.EventType.BUTTON_RELEASE}

    def step():
        kind, (x, y), held = steps.pop(0)
        event = Gdk.Event.new(kinds[kind])
        part = event.motion if kind == "move" else event.button
        part.window, part.x, part.y, part.x_root, part.y_root = view.get_window(), x, y, x, y
        part.time = int(GLib.get_monotonic_time() / 1000) & 0xFFFFFFFF
        part.state = Gdk.ModifierType.BUTTON1_MASK if held else Gdk.ModifierType(0)
        if kind != "move":
            part.button = 1
        event.set_device(Gdk.Display.get_default().get_default_seat().get_pointer())
        view.event(event)
        if not steps:
            done(True, None)
        return bool(steps)

    GLib.timeout_add(20, step)


MIDDLE = """const [selector, words] = %s;
const all = [...document.querySelectorAll(selector)].reverse();
const found = all.find((one) => (!words || one.textContent.trim().startsWith(words)) && !one.disabled && one.getClientRects().length);
if (!found) return null;
found.scrollIntoView({ block: "center", behavior: "instant" });
await new Promise((go) => setTimeout(go, 60));
const box = found.getBoundingClientRect();
return [box.x + box.width / 2, box.y + box.height / 2];"""


def tap(selector, words, ms, done):
    until(MIDDLE % json.dumps([selector, words]), ms, lambda at, error: press([at], done) if at else done(None, error))


def obey(order):
    def done(value=None, error=None):
        tell(id=order["id"], **({"error": error} if error else {"value": value}))

    name, ms = order["do"], order.get("ms", 20_000)
    if name in ("goto", "reload", "back"):
        waiting.append(lambda value=None, error=None: done(value, error))
        {"goto": lambda: view.load_uri(order["url"]), "reload": view.reload, "back": view.go_back}[name]()
    elif name == "js":
        run(order["code"], done)
    elif name == "wait":
        until(f"const found = await ({order['code']}); return found instanceof Node ? true : found", ms, done)
    elif name == "tap":
        tap(order["selector"], order.get("words"), ms, done)
    elif name == "stroke":
        press(order["points"], done)
    elif name == "files":
        files[:] = order["paths"]
        done(True)
    else:
        done(error=f"no such order: {name}")


kept = b""


def on_input(source, what):
    global kept
    more = os.read(source, 65536) if what & GLib.IO_IN else b""
    if not more:
        Gtk.main_quit()
        return False
    *lines, kept = (kept + more).split(b"\n")
    for line in filter(None, lines):
        obey(json.loads(line))
    return True


GLib.io_add_watch(0, GLib.IO_IN | GLib.IO_HUP, on_input)
tell(event="ready", webkit=f"{WebKit2.get_major_version()}.{WebKit2.get_minor_version()}")
Gtk.main()
