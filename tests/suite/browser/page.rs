//! What is seen of a matrix's page, and what it does.

use serde_json::{Value, json};

use super::browser;
use super::devtools::Browser;
use crate::matrix::page;

/// A cell that deviates, one that is known, one beside that, and one that conforms.
const DEVIATES: &str = "append/no-lost-bytes/faulty:append-goes-to-opening-size";
const KNOWN: &str = "path/missing-is-no-entry/missing";
const NEIGHBOUR: &str = "path/missing-is-no-entry/host-inline";
const CONFORMS: &str = "append/no-lost-bytes/host-inline";

/// The link of a cell in the table.
fn link(place: &str) -> String {
    format!("td a[href='#{place}']")
}

/// The ids of all that is seen of what a selector finds: it is drawn, and stands in the window or can be scrolled to.
fn seen(browser: &mut Browser, selector: &str) -> Vec<String> {
    let ids = browser.value(&format!(
        "[...document.querySelectorAll({selector:?})].filter((one) => one.checkVisibility()).map((one) => one.id)"
    ));
    ids.as_array().unwrap().iter().map(|id| id.as_str().unwrap().to_owned()).collect()
}

/// The rules whose rows are seen.
fn rows(browser: &mut Browser) -> Vec<String> {
    let rules = browser.value(
        "[...document.querySelectorAll('.rule-row')].filter((row) => row.checkVisibility()).map((row) => row.dataset.rule)",
    );
    rules.as_array().unwrap().iter().map(|rule| rule.as_str().unwrap().to_owned()).collect()
}

/// The rules of which some cell stands so, by the data beside the page.
fn rules_with(standing: &str) -> Vec<String> {
    let data = &page().data;
    let columns = data["backends"].as_array().unwrap();
    let stands = |index: usize| columns.iter().any(|column| column["cells"][index]["standing"] == standing);
    let rules = data["rules"].as_array().unwrap().iter().enumerate();
    rules
        .filter(|(index, _)| stands(*index))
        .map(|(_, row)| row["rule"]["id"].as_str().unwrap().to_owned())
        .collect()
}

fn sorted(mut rules: Vec<String>) -> Vec<String> {
    rules.sort();
    rules
}

#[test]
fn a_click_on_a_cell_opens_what_was_seen_and_escape_closes_it() {
    let Some(mut browser) = browser() else { return };
    browser.resize(1280, 900);
    browser.go(&page().file, "");
    assert_eq!(seen(&mut browser, ".cell"), [""; 0], "something is open already");
    browser.click(&link(DEVIATES));
    assert_eq!(seen(&mut browser, ".cell"), [DEVIATES]);
    assert_eq!(browser.value("location.hash"), format!("#{DEVIATES}"));
    let text = browser.value("document.activeElement.closest('.rule').innerText");
    let text = text.as_str().unwrap();
    for part in [
        "No byte that was appended and flushed is lost.",
        "types.wit, append-via-stream",
        "deviates",
        "allowed",
        "got",
        "Replay",
        "wasi-fs-conformance --backend faulty:append-goes-to-opening-size replay",
    ] {
        assert!(text.contains(part), "{part:?} is not in\n{text}");
    }
    // It stands over the table, within the window, and what is wrong has a colour of its own.
    let place = browser.value(
        "(() => { const { left, right, top, height } = document.activeElement.closest('.rule').getBoundingClientRect();
                  return [left > 0, right <= innerWidth, top === 0, height >= innerHeight]; })()",
    );
    assert_eq!(place, json!([true, true, true, true]));
    let lanes = browser.value(
        "[...document.querySelectorAll('.cell:target .lane.begins')].filter((one) => one.checkVisibility()).length",
    );
    assert!(lanes.as_u64() > Some(1), "{lanes} lanes begin");

    browser.click(&format!("article nav a[href='#{CONFORMS}']"));
    assert_eq!(seen(&mut browser, ".cell"), [CONFORMS]);
    browser.press("Escape", 27, "");
    assert_eq!(seen(&mut browser, ".cell"), [""; 0]);
    assert_eq!(browser.value("location.hash"), "");
    assert_eq!(browser.value("document.activeElement.getAttribute('href')"), format!("#{CONFORMS}"));

    // By the keyboard alone as well, and closed by its sign.
    browser.value(&format!("document.querySelector({:?}).focus()", link(KNOWN)));
    browser.press("Enter", 13, "\r");
    assert_eq!(seen(&mut browser, ".cell"), [KNOWN]);
    let reason = browser.value("document.querySelector('.cell:target .reason').innerText");
    assert!(reason.as_str().unwrap().contains("their table has a hole"), "{reason}");
    browser.click(".rule:has(:target) .close a");
    assert_eq!(seen(&mut browser, ".cell"), [""; 0]);
    browser.nothing_went_wrong();
}

#[test]
fn filters_leave_the_rows_that_fit_and_stand_in_the_address() {
    let Some(mut browser) = browser() else { return };
    browser.resize(1280, 900);
    browser.go(&page().file, "");
    let all = rows(&mut browser);
    assert_eq!(all.len(), page().data["rules"].as_array().unwrap().len());

    browser.click(".state.deviates");
    let deviating = rows(&mut browser);
    assert_eq!(sorted(deviating.clone()), sorted(rules_with("deviates")));
    assert_eq!(browser.value("location.search"), "?state=deviates");
    let told = browser.value("document.querySelector('.count').textContent");
    assert_eq!(told, format!("{} of {} rules", deviating.len(), all.len()));
    let areas = browser.value(
        "[...document.querySelectorAll('tbody')].filter((one) => one.checkVisibility()).map((one) => one.dataset.area)",
    );
    assert!(
        areas.as_array().unwrap().iter().all(|area| area != "time"),
        "an area without rows is seen: {areas}"
    );

    browser.click(".state.known");
    let both = [rules_with("deviates"), rules_with("known")].concat();
    assert_eq!(sorted(rows(&mut browser)), sorted(both));
    browser.value("document.querySelector('[name=area]').focus()");
    browser.write("");
    for letter in ["p", "a"] {
        browser.press(letter, letter.to_ascii_uppercase().as_bytes()[0].into(), letter);
    }
    assert_eq!(browser.value("location.search"), "?state=deviates,known&area=path");
    assert!(rows(&mut browser).iter().all(|rule| rule.starts_with("path/")));

    browser.click(".filters [type=reset]");
    assert_eq!((rows(&mut browser).len(), browser.value("location.search")), (all.len(), json!("")));
    browser.click("[name=q]");
    browser.write("LOST appended");
    assert_eq!(rows(&mut browser), ["append/no-lost-bytes"]);
    assert_eq!(browser.value("location.search"), "?q=LOST+appended");
    browser.write(" nobody says this");
    assert_eq!(rows(&mut browser), [""; 0]);
    assert_eq!(browser.value("document.querySelector('.none').checkVisibility()"), true);
    browser.nothing_went_wrong();
}

#[test]
fn an_address_opens_its_cell_with_its_filters() {
    let Some(mut browser) = browser() else { return };
    browser.resize(1280, 900);
    browser.go(&page().file, &format!("?state=known&area=path#{KNOWN}"));
    assert_eq!(seen(&mut browser, ".cell"), [KNOWN]);
    assert_eq!(rows(&mut browser), ["path/missing-is-no-entry"]);
    assert_eq!(browser.value("document.querySelector('.state.known input').checked"), true);
    // The focus is in what is open, and the table beside it stands at the cell.
    assert_eq!(browser.value("document.activeElement.closest('.rule').id"), "path/missing-is-no-entry");
    browser.resize(1600, 900);
    browser.go(&page().file, &format!("#{KNOWN}"));
    assert_eq!(browser.value("scrollY > 900"), true);
    browser.click(&link(NEIGHBOUR));
    assert_eq!(seen(&mut browser, ".cell"), [NEIGHBOUR]);
    // What nobody knows is passed over.
    browser.go(&page().file, "?state=hot&area=nowhere#no/rule/at-all%");
    assert_eq!(seen(&mut browser, ".cell"), [""; 0]);
    assert_eq!(rows(&mut browser).len(), page().data["rules"].as_array().unwrap().len());
    browser.nothing_went_wrong();
}

#[test]
fn the_page_is_read_without_its_script() {
    let Some(mut browser) = browser() else { return };
    browser.resize(1280, 900);
    browser.call("Emulation.setScriptExecutionDisabled", json!({ "value": true }));
    browser.go(&page().file, "");
    let shown = browser.value("document.querySelector('.filters').checkVisibility()");
    assert_eq!(shown, false, "what does nothing is shown");
    assert_eq!(rows(&mut browser).len(), page().data["rules"].as_array().unwrap().len());
    let at = browser.value(&format!(
        "(() => {{
            const element = document.querySelector({:?});
            element.scrollIntoView({{ block: 'center' }});
            const {{ x, y, width, height }} = element.getBoundingClientRect();
            return [x + width / 2, y + height / 2];
        }})()",
        link(DEVIATES)
    ));
    for kind in ["mousePressed", "mouseReleased"] {
        let button = json!({ "type": kind, "x": at[0], "y": at[1], "button": "left", "clickCount": 1 });
        browser.call("Input.dispatchMouseEvent", button);
    }
    assert_eq!(seen(&mut browser, ".cell"), [DEVIATES]);
    let places = browser.value("document.querySelector('.rule:has(:target) .close a').getAttribute('href')");
    browser.value(&format!("location.hash = {places}"));
    assert_eq!(seen(&mut browser, ".cell"), [""; 0]);
}

#[test]
fn on_paper_every_deviation_is_open_and_nothing_else() {
    let Some(mut browser) = browser() else { return };
    browser.go(&page().file, "");
    browser.show_as("print", "light");
    let open = seen(&mut browser, ".cell");
    let data = &page().data;
    let columns = data["backends"].as_array().unwrap();
    let broken = columns.iter().flat_map(|column| {
        let cells = column["cells"].as_array().unwrap().iter();
        let broken = cells.filter(|cell| !cell["deviations"].as_array().unwrap().is_empty());
        broken.map(|cell| format!("{}/{}", cell["rule"].as_str().unwrap(), column["label"].as_str().unwrap()))
    });
    assert_eq!(sorted(open), sorted(broken.collect()));
    let filters = browser.value("document.querySelector('.filters').checkVisibility()");
    assert_eq!((filters, rows(&mut browser).len()), (json!(false), data["rules"].as_array().unwrap().len()));
    let paper = browser.call("Page.printToPDF", json!({ "printBackground": true }));
    assert!(paper["data"].as_str().unwrap().starts_with("JVBERi"), "that is no PDF");
    browser.nothing_went_wrong();
}

/// The texts of the page whose colour is too near to the ground behind them for the eye: less than 4.5 to 1, as WCAG counts.
const TOO_FAINT: &str = r#"
(() => {
  const channels = (color) => color.match(/[\d.]+/g).map(Number);
  const light = (color) => {
    const [r, g, b] = channels(color).map((one) => one / 255)
      .map((one) => (one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element) => {
    for (let one = element; one; one = one.parentElement) {
      const color = getComputedStyle(one).backgroundColor;
      if ((channels(color)[3] ?? 1) === 1) return color;
    }
    return "rgb(255, 255, 255)";
  };
  const faint = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  let texts = 0;
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (walker.currentNode.data.trim() === "" || !element.checkVisibility() || element.closest("script")) continue;
    texts += 1;
    const [one, other] = [light(getComputedStyle(element).color), light(ground(element))];
    const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    if (ratio < 4.5) faint.add(`${element.tagName} ${element.className} ${ratio.toFixed(2)}: ${walker.currentNode.data}`);
  }
  return [texts, [...faint]];
})()"#;

#[test]
fn every_text_is_read_in_light_and_in_dark() {
    let Some(mut browser) = browser() else { return };
    let mut grounds = Vec::new();
    for scheme in ["light", "dark"] {
        for place in ["", DEVIATES, KNOWN] {
            browser.show_as("screen", scheme);
            browser.go(&page().file, &format!("#{place}"));
            let found = browser.value(TOO_FAINT);
            assert!(found[0].as_u64() > Some(500), "{found}");
            assert_eq!(found[1], json!([]), "{scheme}, {place}");
        }
        grounds.push(browser.value("getComputedStyle(document.body).backgroundColor"));
    }
    assert_ne!(grounds[0], grounds[1]);
    browser.nothing_went_wrong();
}

#[test]
fn a_narrow_window_shows_it_all_without_being_moved_sideways() {
    let Some(mut browser) = browser() else { return };
    browser.resize(420, 800);
    for place in ["", DEVIATES, KNOWN] {
        browser.go(&page().file, &format!("#{place}"));
        let width = browser.value("document.documentElement.scrollWidth");
        assert!(width.as_u64() <= Some(420), "{place}: {width} wide");
        if !place.is_empty() {
            let rule = browser.value("(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)(document.querySelector('.rule:has(:target)'))");
            assert_eq!(rule, 0, "{place}");
        }
    }
    browser.nothing_went_wrong();
}

/// What assistive technology goes by: names that are there once, links that lead somewhere, heads of rows and columns.
const STRUCTURE: &str = "
(() => {
  const ids = [...document.querySelectorAll('[id]')].map((one) => one.id);
  const named = new Set(ids);
  const lost = [...document.querySelectorAll('a[href^=\"#\"]')].map((one) => decodeURIComponent(one.hash.slice(1)))
    .filter((id) => !named.has(id) && id !== 'closed');
  const labels = [...document.querySelectorAll('[aria-labelledby]')]
    .filter((one) => !named.has(one.getAttribute('aria-labelledby'))).length;
  const bare = [...document.querySelectorAll('th')].filter((one) => !one.scope).length;
  const silent = [...document.querySelectorAll('.rule-row td a')].filter((one) => !/[a-z]/.test(one.textContent)).length;
  const rows = [...document.querySelectorAll('.matrix tr')].map((row) =>
    [...row.cells].reduce((sum, cell) => sum + cell.colSpan, 0));
  return { twice: ids.length - named.size, lost, labels, bare, silent, widths: [...new Set(rows)].length,
    headings: document.querySelectorAll('h1').length, language: document.documentElement.lang };
})()";

#[test]
fn heads_names_and_links_are_what_assistive_technology_goes_by() {
    let Some(mut browser) = browser() else { return };
    browser.go(&page().file, "");
    let expected = json!({
        "twice": 0, "lost": [], "labels": 0, "bare": 0, "silent": 0, "widths": 1, "headings": 1, "language": "en",
    });
    let structure: Value = browser.value(STRUCTURE);
    assert_eq!(structure, expected);
    browser.nothing_went_wrong();
}
