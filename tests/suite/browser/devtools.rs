//! A browser that is told what to do: its protocol for debuggers on a pair of pipes, as Chromium has it for programs.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

/// After that the browser hangs. It is far more than any answer takes.
const PATIENCE: Duration = Duration::from_mins(1);

/// How the browser is started: it reads from its descriptor 3 and writes to 4, and gets them from the streams that a child
/// process has.
const START: &str = "exec \"$@\" 3<&0 4>&1 </dev/null >&2";

/// How it is to be.
const SWITCHES: &[&str] = &[
    "--headless",
    "--remote-debugging-pipe",
    // Its own sandbox needs privileges that a container does not have, and it sees our page alone.
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-extensions",
    "--disable-background-networking",
    "--disable-component-update",
    "--hide-scrollbars",
    "--force-prefers-reduced-motion",
];

/// A browser with one page.
pub(super) struct Browser {
    child: Child,
    orders: ChildStdin,
    news: Receiver<Value>,
    number: u64,
    session: Option<String>,
    /// What has happened meanwhile.
    events: Vec<Value>,
    // Last, so that the browser is gone before it.
    _profile: tempfile::TempDir,
}

impl Browser {
    /// Starts the program of this name.
    pub(super) fn start(program: &str) -> Self {
        let profile = tempfile::tempdir().unwrap();
        let data = format!("--user-data-dir={}", profile.path().display());
        let mut child = Command::new("sh")
            .args(["-c", START, "sh", program, &data])
            .args(SWITCHES)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let (orders, output) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
        let (sender, news) = channel();
        thread::spawn(move || {
            for message in BufReader::new(output).split(0).map_while(Result::ok) {
                if sender.send(serde_json::from_slice(&message).unwrap()).is_err() {
                    break;
                }
            }
        });
        let (session, events) = (None, Vec::new());
        let mut browser = Self { child, orders, news, number: 0, session, events, _profile: profile };
        let target = browser.call("Target.createTarget", json!({ "url": "about:blank" }));
        let attached = json!({ "targetId": target["targetId"], "flatten": true });
        let session =
            browser.call("Target.attachToTarget", attached)["sessionId"].as_str().unwrap().to_owned();
        browser.session = Some(session);
        for domain in ["Page", "Runtime", "Network", "Log"] {
            browser.call(&format!("{domain}.enable"), json!({}));
        }
        browser
    }

    /// Has it do something, and waits for the answer.
    pub(super) fn call(&mut self, method: &str, params: Value) -> Value {
        self.number += 1;
        let mut message = json!({ "id": self.number, "method": method, "params": params });
        if let Some(session) = &self.session {
            message["sessionId"] = session.clone().into();
        }
        self.orders.write_all(format!("{message}\0").as_bytes()).unwrap();
        self.orders.flush().unwrap();
        let answer = self.wait(method, |answer, number| answer["id"] == number);
        assert!(answer["error"].is_null(), "{method}: {}", answer["error"]);
        answer["result"].clone()
    }

    /// Waits for a message; the events before it are kept.
    fn wait(&mut self, what: &str, is_it: impl Fn(&Value, u64) -> bool) -> Value {
        loop {
            let message = self.news.recv_timeout(PATIENCE);
            let message =
                message.unwrap_or_else(|error| panic!("{what}: the browser does not answer: {error}"));
            if is_it(&message, self.number) {
                return message;
            }
            self.events.push(message);
        }
    }

    /// Goes to an address, and waits until all of it is there.
    pub(super) fn go(&mut self, file: &Path, behind: &str) {
        // Within one page nothing would be loaded.
        self.call("Page.navigate", json!({ "url": "about:blank" }));
        self.wait_for("Page.loadEventFired");
        self.call("Page.navigate", json!({ "url": format!("file://{}{behind}", file.display()) }));
        self.wait_for("Page.loadEventFired");
    }

    fn wait_for(&mut self, event: &str) {
        let at = self.events.iter().position(|seen| seen["method"] == event);
        match at {
            Some(at) => drop(self.events.drain(..=at)),
            None => drop(self.wait(event, |message, _| message["method"] == event)),
        }
    }

    /// The value of an expression on the page.
    pub(super) fn value(&mut self, expression: &str) -> Value {
        let asked = json!({ "expression": expression, "returnByValue": true, "awaitPromise": true });
        let answer = self.call("Runtime.evaluate", asked);
        assert!(answer["exceptionDetails"].is_null(), "{expression}: {:#}", answer["exceptionDetails"]);
        answer["result"]["value"].clone()
    }

    /// Clicks on the middle of what a selector finds, where a user would have to hit it.
    pub(super) fn click(&mut self, selector: &str) {
        let place = self.value(&format!(
            "(() => {{
                const element = document.querySelector({selector:?});
                element.scrollIntoView({{ block: 'center', inline: 'center' }});
                const {{ x, y, width, height }} = element.getBoundingClientRect();
                const [atX, atY] = [x + width / 2, y + height / 2];
                const hit = document.elementFromPoint(atX, atY);
                return [atX, atY, element === hit || element.contains(hit)];
            }})()"
        ));
        assert_eq!(place[2], true, "{selector} can't be hit: {place}");
        for kind in ["mouseMoved", "mousePressed", "mouseReleased"] {
            let button =
                json!({ "type": kind, "x": place[0], "y": place[1], "button": "left", "clickCount": 1 });
            self.call("Input.dispatchMouseEvent", button);
        }
        self.settle();
    }

    /// Presses a key, by its name and its number.
    pub(super) fn press(&mut self, key: &str, code: u32, text: &str) {
        for kind in ["keyDown", "keyUp"] {
            let text = if kind == "keyDown" { text } else { "" };
            let pressed = json!({
                "type": kind, "key": key, "code": key, "windowsVirtualKeyCode": code, "text": text,
            });
            self.call("Input.dispatchKeyEvent", pressed);
        }
        self.settle();
    }

    /// Types a text where the focus is.
    pub(super) fn write(&mut self, text: &str) {
        self.call("Input.insertText", json!({ "text": text }));
        self.settle();
    }

    /// Waits until what was set off is over and drawn.
    fn settle(&mut self) {
        self.value("new Promise((over) => requestAnimationFrame(() => setTimeout(() => setTimeout(over))))");
    }

    /// Makes the window so large, in pixels.
    pub(super) fn resize(&mut self, width: u32, height: u32) {
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.call("Emulation.setDeviceMetricsOverride", size);
    }

    /// Shows pages as on this medium, in this scheme of colours.
    pub(super) fn show_as(&mut self, medium: &str, scheme: &str) {
        let scheme = json!([{ "name": "prefers-color-scheme", "value": scheme }]);
        self.call("Emulation.setEmulatedMedia", json!({ "media": medium, "features": scheme }));
    }

    /// Holds that nothing was loaded but pages from disk, and that nothing went wrong on them.
    pub(super) fn nothing_went_wrong(&mut self) {
        self.settle();
        for event in std::mem::take(&mut self.events) {
            let params = &event["params"];
            match event["method"].as_str().unwrap_or_default() {
                "Network.requestWillBeSent" => {
                    let url = params["request"]["url"].as_str().unwrap();
                    assert!(["file:", "data:", "about:"].iter().any(|kind| url.starts_with(kind)), "{url}");
                }
                "Runtime.exceptionThrown" | "Log.entryAdded" | "Runtime.consoleAPICalled" => {
                    panic!("the page complains: {params:#}");
                }
                _ => {}
            }
        }
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // Nothing is wrong when it has ended already.
        _ = self.child.kill();
        _ = self.child.wait();
    }
}
