//! Finding things as a screen reader does: by role and accessible name, both as the browser
//! computes them.

use reqwest::Method;
use thirtyfour::common::command::FormatRequestData;
use thirtyfour::prelude::*;
use thirtyfour::{RequestData, SessionId};

use super::browser::Browser;
use super::wait::until;

impl Browser {
    /// The first element of this role and name that can be seen; waits for it.
    pub async fn role(&self, role: &str, name: &str) -> WebElement {
        let what = format!("{} shows a {role} named `{name}`", self.name);
        until(&what, async || self.find_role(role, name).await).await
    }

    /// The same if it is there now.
    pub async fn find_role(&self, role: &str, name: &str) -> Option<WebElement> {
        // Of a busy browser each question takes long: only those that may be it are asked about.
        let question = vec![selector(role).into(), name.into()];
        let named = self.web.execute(PERHAPS_NAMED, question).await;
        let named = named.and_then(|named| named.elements());
        for element in named.unwrap_or_default() {
            if self.label(&element).await.as_deref() == Some(name)
                && self.is_seen_as(&element, role).await
            {
                return Some(element);
            }
        }
        None
    }

    /// The part of the page of this accessible name, whatever its role; waits for it.
    pub async fn role_like(&self, name: &str) -> WebElement {
        let what = format!("{} shows something named `{name}`", self.name);
        until(&what, async || {
            let named = By::Css(format!("[aria-label=\"{name}\"]"));
            self.web.find(named).await.ok()
        })
        .await
    }

    /// The names of all elements of a role that can be seen now.
    pub async fn names_of(&self, role: &str) -> Vec<String> {
        let mut names = Vec::new();
        for element in self.of_role(role).await {
            names.extend(self.label(&element).await);
        }
        names
    }

    /// Presses a button.
    pub async fn press(&self, name: &str) {
        let what = format!("{} can press `{name}`", self.name);
        until(&what, async || {
            // Tried again as a whole: the page may replace the button under our finger.
            let button = self.find_role("button", name).await?;
            button.click().await.ok()
        })
        .await;
    }

    /// Elements that vanish while being asked about are left out, here and below.
    async fn of_role(&self, role: &str) -> Vec<WebElement> {
        let candidates = self.web.find_all(By::Css(selector(role))).await;
        let mut found = Vec::new();
        for element in candidates.unwrap_or_default() {
            if self.is_seen_as(&element, role).await {
                found.push(element);
            }
        }
        found
    }

    async fn is_seen_as(&self, element: &WebElement, role: &str) -> bool {
        let computed = self.computed(element, "computedrole").await;
        computed.as_deref() == Some(role) && element.is_displayed().await.unwrap_or(false)
    }

    async fn label(&self, element: &WebElement) -> Option<String> {
        self.computed(element, "computedlabel").await
    }

    async fn computed(&self, element: &WebElement, what: &'static str) -> Option<String> {
        let question = Computed {
            element: element.element_id().to_string(),
            what,
        };
        let answer = self.web.handle().cmd(question).await.ok()?;
        answer.value::<String>().ok()
    }
}

/// Elements of a selector whose accessible name may be the given one: it is somewhere in what names are made
/// of. Which do have it the browser says.
const PERHAPS_NAMED: &str = r#"
    const [selector, name] = arguments;
    const bare = text => (text ?? "").replace(/\s+/g, "");
    const wanted = bare(name);
    const content = node => {
        if (node.nodeType === Node.TEXT_NODE) return node.data;
        const own = node.getAttribute?.("aria-label") ?? node.alt;
        return own || Array.from(node.childNodes, content).join("");
    };
    const named = element => {
        const by = (element.getAttribute("aria-labelledby") ?? "").split(/\s+/);
        const labels = by.map(id => id && document.getElementById(id)?.textContent);
        const texts = [
            element.getAttribute("aria-label"),
            element.textContent,
            Array.from(element.childNodes, content).join(""),
            labels.join(""),
            element.title,
            element.alt,
            element.placeholder,
            ...Array.from(element.labels ?? [], label => label.textContent),
        ];
        return texts.some(text => bare(text).includes(wanted));
    };
    return Array.from(document.querySelectorAll(selector)).filter(named);
"#;

/// Elements that may have a role; the browser then says which of them do.
fn selector(role: &str) -> String {
    let native = match role {
        "application" | "alert" | "note" | "status" | "radiogroup" | "separator" => "",
        "button" => "button, ",
        "combobox" => "select, ",
        "img" | "meter" => "",
        "slider" => "input[type=range], ",
        "checkbox" => "input[type=checkbox], ",
        "group" => "fieldset, figure, ",
        "heading" => "h1, h2, h3, h4, ",
        "link" => "a[href], ",
        "list" => "ul, ol, ",
        "region" => "section, ",
        "searchbox" => "input[type=search], ",
        "textbox" => "input, textarea, ",
        other => panic!("no native elements listed for the role {other}"),
    };
    format!("{native}[role={role}]")
}

/// WebDriver's "Get Computed Role" and "Get Computed Label".
#[derive(Debug)]
struct Computed {
    element: String,
    what: &'static str,
}

impl FormatRequestData for Computed {
    fn format_request(&self, session: &SessionId) -> RequestData {
        let path = format!("session/{session}/element/{}/{}", self.element, self.what);
        RequestData::new(Method::GET, path)
    }
}
