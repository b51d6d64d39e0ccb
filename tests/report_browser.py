"""report_browser.py NEWSDUP SCRATCH - opens reports in Chromium and sees that they do what they say.

Speaks the DevTools protocol over --remote-debugging-pipe: JSON that ends with a NUL, to descriptor 3 and from
descriptor 4, so that python3 alone is enough. Every check is a line in the count; what fails is told.
"""
import json
import os
import random
import re
import select
import subprocess
import sys
import time

NEWSDUP, SCRATCH = sys.argv[1], sys.argv[2]
CHROMIUM = os.environ.get("CHROMIUM", "chromium")
PATIENCE = 30  # seconds for an answer of the browser
counts = {True: 0, False: 0}


def check(holds, what):
    counts[bool(holds)] += 1
    if not holds:
        print("FAIL  " + what, flush=True)
    return bool(holds)


class Browser:
    def __init__(self):
        to_read, to_write = os.pipe()
        from_read, from_write = os.pipe()
        # 3 and 4 may be taken by the pipes themselves: they are moved out of the way first.
        high = [os.dup(fd) for fd in (to_read, from_write)]
        while min(high) < 10:
            high = [os.dup(fd) for fd in high]

        def arrange():
            os.dup2(high[0], 3)
            os.dup2(high[1], 4)

        flags = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
                 "--disable-extensions", "--disable-background-networking", "--disable-component-update",
                 "--remote-debugging-pipe", "--user-data-dir=" + os.path.join(SCRATCH, "profile"), "about:blank"]
        self.log = open(os.path.join(SCRATCH, "chromium.log"), "wb")
        self.process = subprocess.Popen([CHROMIUM] + flags, preexec_fn=arrange, close_fds=False,
                                        stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log)
        for fd in (to_read, from_write, *high):
            os.close(fd)
        self.out, self.into, self.held, self.number, self.events = to_write, from_read, b"", 0, []

    def read(self, deadline):
        while b"\0" not in self.held:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([self.into], [], [], left)[0]:
                raise TimeoutError("no answer from " + CHROMIUM)
            data = os.read(self.into, 1 << 16)
            if not data:
                raise EOFError(CHROMIUM + " has ended")
            self.held += data
        message, self.held = self.held.split(b"\0", 1)
        return json.loads(message)

    def call(self, method, session=None, **params):
        self.number += 1
        request = {"id": self.number, "method": method, "params": params}
        if session:
            request["sessionId"] = session
        data = json.dumps(request).encode() + b"\0"
        while data:
            data = data[os.write(self.out, data):]
        deadline = time.monotonic() + PATIENCE
        while True:
            message = self.read(deadline)
            if message.get("id") == self.number:
                if "error" in message:
                    raise RuntimeError(method + ": " + message["error"]["message"])
                return message["result"]
            self.events.append(message)

    def wait(self, method, session):
        deadline = time.monotonic() + PATIENCE
        while not any(e.get("method") == method and e.get("sessionId") == session for e in self.events):
            self.events.append(self.read(deadline))

    def close(self):
        try:
            self.call("Browser.close")
            self.process.wait(10)
        except Exception:
            self.process.kill()
            self.process.wait()


class Page:
    """A tab of its own. What happens in it is in events."""

    def __init__(self, browser, path, scripts=True, scheme="light"):
        self.browser, self.url = browser, "file://" + path
        target = browser.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = browser.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.target = target
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(domain + ".enable")
        self.call("Emulation.setDeviceMetricsOverride", width=1280, height=900, deviceScaleFactor=1, mobile=False)
        self.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        if not scripts:
            self.call("Emulation.setScriptExecutionDisabled", value=True)
        browser.events.clear()
        self.call("Page.navigate", url=self.url)
        browser.wait("Page.loadEventFired", self.session)

    def call(self, method, **params):
        return self.browser.call(method, self.session, **params)

    def run(self, expression):
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(expression + ": " + str(answer["exceptionDetails"].get("exception", {})))
        return answer["result"].get("value")

    def requests(self):
        self.run("new Promise(done => setTimeout(done, 200))")
        return [e["params"]["request"]["url"] for e in self.browser.events
                if e.get("method") == "Network.requestWillBeSent" and e.get("sessionId") == self.session]

    def complaints(self):
        found = []
        for event in self.browser.events:
            if event.get("sessionId") != self.session:
                continue
            method, params = event.get("method"), event.get("params")
            if method == "Runtime.exceptionThrown":
                found.append(params["exceptionDetails"]["text"])
            if method == "Log.entryAdded" and params["entry"]["level"] in ("error", "warning"):
                found.append(params["entry"]["text"])
            if method == "Runtime.consoleAPICalled":
                found.append("console." + params["type"])
        return found

    def close(self):
        self.browser.call("Target.closeTarget", targetId=self.target)


def newsdup(*arguments):
    subprocess.run([NEWSDUP, *arguments], check=True)


def saved(path):
    with open(path, encoding="utf-8", newline="\n") as file:
        return [json.loads(line) for line in file]


def report_of(name, *inputs):
    page, rows = os.path.join(SCRATCH, name + ".html"), os.path.join(SCRATCH, name + ".jsonl")
    newsdup("-q", "-f", "html:" + page, "-f", "jsonl:" + rows, "--with-text", *inputs)
    return page, rows


def write_corpus(name, articles):
    path = os.path.join(SCRATCH, name)
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        for article in articles:
            file.write(json.dumps(article) + "\n")
    return path


def words_of(source, count):
    return [source.choice("ferry storm harbour council garden budget river valley engine school market bridge "
                          "winter autumn spring summer report number people minister village library".split())
            + str(source.randrange(1000)) for _ in range(count)]


# ---- what is in the page ---------------------------------------------------------------------------


def the_page_asks_for_nothing(page, name):
    check(page.requests() == [page.url], name + ": requests " + str(page.requests()))
    check(not page.complaints(), name + ": " + str(page.complaints()))
    check(page.run("document.scripts.length") == 1, name + ": one script")
    check(page.run("new TextEncoder().encode(document.scripts[0].textContent).length") < 6144,
          name + ": a script of less than 6 KB")


def the_list_is_sorted(page):
    read = """(column => Array.from(document.querySelectorAll('table.list tbody tr')).map(row => {
        let cell = row.cells[column]; return cell.dataset.v ?? cell.textContent.trim(); }))"""
    names = page.run("Array.from(document.querySelectorAll('table.list thead th')).map(h => h.textContent)")
    check(len(names) == 8, "eight columns")
    for column, name in enumerate(names):
        seen = set()
        for _ in range(2):
            page.run(f"document.querySelectorAll('table.list thead button')[{column}].click()")
            direction = page.run(f"document.querySelectorAll('table.list thead th')[{column}]"
                                 ".getAttribute('aria-sort')")
            seen.add(direction)
            values = page.run(f"{read}({column})")
            given = [value for value in values if value != ""]
            numbers = all(re.fullmatch(r"-?[\d.]+%?", value) for value in given)
            keys = [float(value.rstrip("%")) for value in given] if numbers else given
            check(keys == sorted(keys, reverse=direction == "descending"), f"sorted by {name}, {direction}: {keys}")
            check(values[:len(given)] == given, f"what is missing in {name} is last")
        check(seen == {"ascending", "descending"}, f"{name} sorts both ways: {seen}")
        check(page.run("document.querySelectorAll('[aria-sort]').length") == 1, "one column is said to be sorted")


def type_into_filter(page, text):
    page.run("(text => { let input = document.querySelector('input[type=search]'); input.value = text; "
             f"input.dispatchEvent(new Event('input')); }})({json.dumps(text)})")


def the_list_is_filtered(page, rows):
    count = "document.querySelectorAll('table.list tbody tr:not([hidden])').length"
    sections = "document.querySelectorAll('details.group:not([hidden])').length"
    whole = page.run(count)
    members = {}
    for row in rows:
        if row["type"] == "doc" and row["story"]:
            members.setdefault(row["story"], []).append(row["id"])
    check(whole == len(members), "every story is in the list")
    story = sorted(members)[-1]
    type_into_filter(page, members[story][-1].upper())
    check(page.run(count) == 1 and page.run(sections) == 1, "a member's id leaves its group alone")
    check(page.run("document.querySelector('output').textContent") == f"1 of {whole}", "the number is told")
    type_into_filter(page, "no article says this")
    check(page.run(count) == 0 and page.run(sections) == 0, "what is nowhere leaves nothing")
    type_into_filter(page, "")
    check(page.run(count) == whole and page.run(sections) == whole, "an empty filter leaves all")


def groups_open_and_close(page):
    opened = "document.querySelectorAll('details.group[open]').length"
    press = "Array.from(document.querySelectorAll('p.bar button')).find(b => b.textContent === '%s').click()"
    page.run(press % "open all")
    check(page.run(opened) == page.run("document.querySelectorAll('details.group').length"), "open all")
    page.run(press % "close all")
    check(page.run(opened) == 0, "close all")
    page.run("document.querySelector('table.list tbody tr:last-child a').click()")
    page.run("new Promise(done => setTimeout(done, 100))")
    check(page.run(opened) == 1, "a link opens its group")


# ---- the marks are where the rows say --------------------------------------------------------------


def plain(text):
    return " ".join(text.split())


def is_shown(cell, text):
    """Whether a cell shows a text, with the folded stretches left out."""
    parts, text = [plain(part) for part in cell.split("\0")], plain(text)
    if len(parts) == 1:
        return parts[0] == text
    at = 0
    for i, part in enumerate(parts):
        found = text.find(part, at)
        if found < 0 or (i == 0 and found) or (i == len(parts) - 1 and not text.endswith(part)):
            return False
        at = found + len(part)
    return True


COMPARISONS = """Array.from(document.querySelectorAll('details.compare')).map(c => ({
    ids: Array.from(c.querySelectorAll('summary bdi')).map(b => b.textContent),
    rows: Array.from(c.querySelectorAll('tr.shared')).map(row => ({at: row.dataset.at, in: row.dataset.in,
        cells: Array.from(row.cells).slice(1).map(cell => { let copy = cell.cloneNode(true);
            copy.querySelectorAll('.fold').forEach(fold => fold.replaceWith('\\0')); return copy.textContent; }),
        del: Array.from(row.querySelectorAll('del')).map(e => e.textContent),
        ins: Array.from(row.querySelectorAll('ins')).map(e => e.textContent)}))}))"""


def has_word(text):
    return any(letter.isalnum() for letter in text)


def the_marks_are_where_the_rows_say(page, rows, name):
    docs = {row["id"]: row for row in rows if row["type"] == "doc"}
    texts = {key: row["text"].encode() for key, row in docs.items() if row["text"]}
    cut = lambda key, pair: texts[key][pair[0]:pair[1]].decode()
    compared = set()
    for comparison in page.run(COMPARISONS):
        own, other = comparison["ids"]
        doc = docs[own]
        compared.add(own)
        check(other == (doc["via"] or doc["canonical"]), f"{name}: {own} is beside {other}")
        wanted = [(f"{p['at'][0]} {p['at'][1]}", f"{p['in'][0]} {p['in'][1]}") for p in doc["passages"]]
        check([(row["at"], row["in"]) for row in comparison["rows"]] == wanted, f"{name}: passages of {own}")
        for row, passage in zip(comparison["rows"], doc["passages"]):
            check(is_shown(row["cells"][0], cut(own, passage["at"])), f"{name}: left of {own} {passage}")
            check(is_shown(row["cells"][1], cut(other, passage["in"])), f"{name}: right of {own} {passage}")
            inside = [d for d in doc["differences"] if passage["at"][0] <= d[0] and d[1] <= passage["at"][1]]
            gone = [plain(cut(own, d[:2])) for d in inside]
            new = [plain(cut(other, d[2:])) for d in inside]
            check([plain(t) for t in row["del"]] == [t for t in gone if t], f"{name}: deletions of {own}")
            check([plain(t) for t in row["ins"]] == [t for t in new if t], f"{name}: insertions of {own}")
    expected = {key for key, row in docs.items()
                if row["role"] in ("near-duplicate", "excerpt", "extended", "shares-passages")}
    check(expected and compared == expected | {key for key in compared if docs[key]["canonical"]},
          f"{name}: everything that is no canonical is compared")


# ---- without scripts, without styles, in the dark --------------------------------------------------


def it_can_be_read_without(browser, path, rows):
    page = Page(browser, path, scripts=False)
    check(page.run("document.querySelectorAll('button, input').length") == 0, "no dead buttons without scripts")
    page.run("document.querySelectorAll('style').forEach(style => style.remove())")
    text = page.run("document.body.textContent")
    for row in rows:
        if row["type"] == "doc" and row["story"]:
            check(row["id"] in text and row["role"] in text, f"{row['id']} is told without scripts and styles")
    line = "getComputedStyle(document.querySelector('tr.shared %s')).textDecorationLine"
    check(page.run(line % "del") == "line-through", "deletions are struck out without styles")
    check(page.run(line % "ins") == "underline", "insertions are underlined without styles")
    check(page.run("document.querySelector('details.group').open"), "the first group is open without scripts")
    page.close()


CONTRAST = """(() => {
    const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
    const rgba = colour => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
        const d = canvas.getImageData(0, 0, 1, 1).data; return [d[0], d[1], d[2], d[3] / 255]; };
    const over = (top, below) => [0, 1, 2].map(i => top[i] * top[3] + below[i] * (1 - top[3])).concat([1]);
    const ground = e => { let layers = []; for (; e; e = e.parentElement) {
        const colour = rgba(getComputedStyle(e).backgroundColor); layers.push(colour); if (colour[3] === 1) break; }
        return layers.reverse().reduce((below, top) => over(top, below), [255, 255, 255, 1]); };
    const light = c => { const [r, g, b] = c.slice(0, 3).map(v => { v /= 255;
        return v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4; }); return .2126 * r + .7152 * g + .0722 * b; };
    const worst = {};
    for (const e of document.querySelectorAll('p, a, dt, dd, th, td, small, h1, h2, h3, del, ins, i, button, code')) {
        if (!e.textContent.trim()) continue;
        const under = ground(e), ink = light(over(rgba(getComputedStyle(e).color), under)), paper = light(under);
        const ratio = (Math.max(ink, paper) + .05) / (Math.min(ink, paper) + .05), name = e.tagName + '.' + e.className;
        worst[name] = Math.min(worst[name] ?? 99, ratio);
    }
    return worst; })()"""


def it_is_legible_in(browser, path, scheme):
    page = Page(browser, path, scheme=scheme)
    red, green, blue = map(int, re.findall(r"\d+", page.run("getComputedStyle(document.body).backgroundColor"))[:3])
    check((red + green + blue < 384) == (scheme == "dark"), "the ground is " + scheme)
    for name, ratio in page.run(CONTRAST).items():
        check(ratio >= 4.5, f"{scheme}: the contrast of {name} is {ratio:.2f}")
    page.close()


# ---- strangers, and many ---------------------------------------------------------------------------

HOSTILE = ["</script><script>window.caught=1</script>", "\"><img src=x onerror=window.caught=1>",
           "' onmouseover='window.caught=1", "</title></style><svg onload=window.caught=1>", "<!--", "]]>",
           "\u202egpj.exe\u2066", "a\0b", "<link rel=stylesheet href=http://127.0.0.1:9/x>", "&lt;b&gt;", "{{7*7}}",
           "javascript:window.caught=1", "\u2028</a><iframe src=//127.0.0.1:9>"]


def hostile_corpus():
    source = random.Random(7)
    for i, value in enumerate(HOSTILE):
        words = words_of(source, 120)
        inside = words[:40] + [value] + words[40:]
        edited = words[:20] + [value] + words[21:80] + [value] + words[80:]
        for j, text in enumerate((inside, edited, words[:60])):
            yield {"id": f"{value} {i}.{j}", "text": " ".join(text), "title": f"{value} {i}", "outlet": value,
                   "date": f"2024-05-0{j + 1}", "url": value}


def strangers_are_harmless(browser):
    path, rows = report_of("hostile", write_corpus("hostile-corpus.jsonl", hostile_corpus()))
    page = Page(browser, path)
    the_page_asks_for_nothing(page, "hostile")
    check(page.run("document.querySelectorAll('table.list tbody tr').length") == len(HOSTILE), "hostile: all groups")
    check(page.run("typeof window.caught") == "undefined", "nothing that strangers wrote was run")
    check(page.run("document.querySelectorAll('img, iframe, link, object, embed, form').length") == 0,
          "no element of theirs")
    check(page.run("Array.from(document.querySelectorAll('*')).every(e => Array.from(e.attributes).every("
                   "a => !a.name.startsWith('on')))"), "no handler of theirs")
    check(page.run("!/[\\u0000\\u202a-\\u202e\\u2066-\\u2069\\u2028\\u2029\\ufffe]/.test("
                   "document.documentElement.textContent)"), "no control of theirs")
    shown = page.run("document.body.textContent")
    for value in HOSTILE:
        told = re.sub("[\0\u202e\u2066\u2028]", lambda m: f"\\u{ord(m[0]):04x}", value)
        check(told in shown, "it is shown as it is: " + told)
    page.close()


def thousand_groups():
    source = random.Random(11)
    for i in range(1000):
        words = words_of(source, 200)
        for j in range(3):
            text = list(words)
            for _ in range(4 * j):
                text[source.randrange(200)] = source.choice(["changed", "edited", "other"])
            yield {"id": f"n-{i}-{j}", "text": " ".join(text), "title": f"Report {i} on {words[0]}",
                   "outlet": f"outlet{(i + j) % 7}.example", "date": f"2024-0{1 + i % 9}-1{j}"}


def a_thousand_groups_are_soon_there(browser):
    path, _ = report_of("thousand", write_corpus("thousand-corpus.jsonl", thousand_groups()))
    paints = []
    for _ in range(3):
        page = Page(browser, path)
        paints.append(page.run(
            "new Promise(done => { const look = () => { const e = performance.getEntriesByName("
            "'first-contentful-paint')[0]; e ? done(e.startTime) : setTimeout(look, 50); }; look(); })"))
        if len(paints) == 3:
            check(page.run("document.querySelectorAll('table.list tbody tr').length") == 1000, "1,000 groups")
            start = time.monotonic()
            type_into_filter(page, "report 99")
            page.run("document.querySelectorAll('table.list thead button')[3].click()")
            check(time.monotonic() - start < 2, "1,000 groups are filtered and sorted within 2 s")
        page.close()
    check(min(paints) < 2000, f"first paint of 1,000 groups after {min(paints):.0f} ms")
    print(f"      1,000 groups, {os.path.getsize(path)} bytes: first paint after {min(paints):.0f} ms")


def main():
    browser = Browser()
    try:
        for name, source in (("articles", "seeds/articles"), ("feed", "seeds/feed.jsonl")):
            path, rows_path = report_of(name, source)
            rows = saved(rows_path)
            page = Page(browser, path)
            the_page_asks_for_nothing(page, name)
            the_marks_are_where_the_rows_say(page, rows, name)
            the_list_is_sorted(page)
            the_list_is_filtered(page, rows)
            groups_open_and_close(page)
            check(not page.complaints(), name + " after use: " + str(page.complaints()))
            page.close()
            it_can_be_read_without(browser, path, rows)
            for scheme in ("light", "dark"):
                it_is_legible_in(browser, path, scheme)
        strangers_are_harmless(browser)
        a_thousand_groups_are_soon_there(browser)
    finally:
        browser.close()
    print(f"{counts[True]} passed, {counts[False]} failed")
    return 1 if counts[False] else 0


sys.exit(main())
