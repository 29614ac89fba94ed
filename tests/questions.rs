//! Questions beside a stage: asked, voted for, answered, hidden and cleared, all by keyboard and
//! read out; nobody votes twice, and nobody but facilitators tidies up.

use hallway_protocol::client::Hello;
use hallway_protocol::session::{Question, QuestionAct};
use hallway_protocol::{ClientMsg, Role, SessionId};
use thirtyfour::Key;

use crate::harness::film::FilmServer;
use crate::harness::guests::invitation;
use crate::harness::village::folder;
use crate::harness::walker::hello;
use crate::harness::{Browser, Devices, Driver, Server, Venue, Walker, until};

/// More stops than the page has.
const MOST_TABS: usize = 80;

/// Goes on by the Tab key until a button or field of this name has the focus.
async fn tab_to(browser: &Browser, name: &str) {
    let tab = char::from(Key::Tab).to_string();
    let mut seen = Vec::new();
    for _ in 0..MOST_TABS {
        let label: String = browser
            .ask(
                "const it = document.activeElement;
                return it?.getAttribute('aria-label') ?? it?.innerText ?? ''",
            )
            .await;
        if label.trim() == name {
            return;
        }
        seen.push(label);
        browser.types(&tab).await;
    }
    panic!(
        "{} does not come to `{name}` by Tab: {seen:?}",
        browser.name
    );
}

/// Waits until the questions' live region says this.
async fn is_told(browser: &Browser, words: &str) {
    let what = format!("{} is told `{words}`", browser.name);
    until(&what, async || {
        let said: String = browser
            .ask("return document.querySelector('.questions [aria-live]')?.innerText ?? ''")
            .await;
        said.contains(words).then_some(())
    })
    .await;
}

/// What stands in the list.
async fn list(browser: &Browser) -> String {
    browser
        .ask("return document.querySelector('.question-list')?.innerText ?? ''")
        .await
}

async fn shows(browser: &Browser, words: &str, there: bool) {
    let what = format!("{} shows `{words}`: {there}", browser.name);
    until(&what, async || {
        (list(browser).await.contains(words) == there).then_some(())
    })
    .await;
}

/// Waits until a button is pressed, or not.
async fn is_pressed(browser: &Browser, button: &str, expected: bool) {
    let what = format!("`{button}` is pressed for {}: {expected}", browser.name);
    until(&what, async || {
        let button = browser.find_role("button", button).await?;
        let pressed = button.attr("aria-pressed").await.ok()??;
        ((pressed == "true") == expected).then_some(())
    })
    .await;
}

/// Enters by browser, maybe by an invitation, and joins the stage.
async fn joins(driver: &Driver, server: &Server, name: &str, invitation: Option<&str>) -> Browser {
    let browser = Browser::open(driver, name, Devices::Denied).await;
    let query = invitation.map_or_else(String::new, |secret| format!("?invite={secret}"));
    browser.goto(&server.url(&format!("/v/hall{query}"))).await;
    browser.fill_in_and_enter().await;
    browser.press("Agree and open").await;
    browser.role("region", "Main stage").await;
    browser.role("textbox", "Your question").await;
    browser
}

/// A native client that has joined the only stage.
async fn on_stage(server: &Server, message: Hello) -> (Walker, SessionId) {
    let walker = Walker::enter_as(server, message).await;
    let id = until("the stage is offered", async || {
        let view = walker.view();
        let mut offers = view.here.iter().flat_map(|here| &here.offers);
        offers.next().map(|offer| offer.id)
    })
    .await;
    walker.say(ClientMsg::Open(id)).await;
    walker
        .sees("that it has joined", |view| view.joined.contains_key(&id))
        .await;
    (walker, id)
}

/// Waits until the first question is as it should be.
async fn first(walker: &Walker, id: SessionId, what: &str, is: impl Fn(&Question) -> bool) {
    walker
        .sees(what, |view| {
            let questions = view.questions.get(&id);
            questions.and_then(|all| all.first()).is_some_and(&is)
        })
        .await;
}

#[tokio::test]
async fn questions_are_asked_voted_for_and_tidied_up_by_keyboard() {
    let films = FilmServer::start().await;
    let source = films.url("player");
    let maps = folder(&[(
        "hall",
        &[
            ("start", [10, 10, 4, 4], &[("start", "true")]),
            ("Main stage", [6, 6, 12, 12], &[("stage", &source)]),
        ],
    )]);
    let server = Server::start(Venue {
        maps: Some(maps.path().to_owned()),
        room: "hall",
    })
    .await;
    let secret = invitation(&server, Role::Facilitator).await;
    let driver = Driver::start().await;
    let ada = joins(&driver, &server, "Ada", None).await;
    let ben = joins(&driver, &server, "Ben", None).await;
    let fay = joins(&driver, &server, "Fay", Some(&secret)).await;

    tab_to(&ada, "Your question").await;
    ada.types("When is lunch?\n").await;
    for browser in [&ada, &ben, &fay] {
        is_told(browser, "Ada asks: When is lunch?").await;
        shows(browser, "When is lunch?", true).await;
    }
    tab_to(&ben, "Your question").await;
    ben.types("Where is the cloakroom?\n").await;
    is_told(&ada, "Ben asks: Where is the cloakroom?").await;

    tab_to(&ben, "Vote for: When is lunch?").await;
    ben.types(" ").await;
    let (cleo, id) = on_stage(&server, hello("hall", "Cleo")).await;
    first(&cleo, id, "Ben's vote", |q| q.votes == 1 && !q.voted).await;
    is_pressed(&ben, "Vote for: When is lunch?", true).await;
    is_pressed(&ada, "Vote for: When is lunch?", false).await;

    votes_once(&server, cleo, id).await;
    is_no_facilitator(&server).await;

    // After a reload the page still knows one's vote: it is the same visitor.
    ben.web.refresh().await.expect("the page loads again");
    ben.is_in_state("entry").await;
    ben.fill_in_and_enter().await;
    is_pressed(&ben, "Vote for: When is lunch?", true).await;

    for (name, browser) in [("visitor", &ben), ("facilitator", &fay)] {
        for (width, height) in [(390, 800), (1280, 800)] {
            browser.resize(width, height).await;
            browser
                .screenshot(&format!("questions-{name}-{width}"))
                .await;
        }
    }
    let none = ["Answered: When is lunch?", "Hide: When is lunch?", "Clear"];
    for button in none {
        assert!(ben.find_role("button", button).await.is_none(), "{button}");
    }
    tab_to(&fay, "Answered: When is lunch?").await;
    fay.types(" ").await;
    for browser in [&ada, &ben, &fay] {
        is_told(browser, "Answered: When is lunch?").await;
    }
    tab_to(&fay, "Hide: Where is the cloakroom?").await;
    fay.types(" ").await;
    is_told(&fay, "Hidden: Where is the cloakroom?").await;
    for browser in [&ada, &ben] {
        shows(browser, "Where is the cloakroom?", false).await;
    }
    shows(&fay, "Where is the cloakroom?", true).await;
    fay.types(" ").await;
    is_told(&fay, "Shown again: Where is the cloakroom?").await;
    shows(&ada, "Where is the cloakroom?", true).await;

    is_given_back(&ada).await;

    tab_to(&fay, "Clear").await;
    fay.types("\n").await;
    fay.role("button", "Really take all away?").await;
    shows(&ada, "When is lunch?", true).await;
    fay.types("\n").await;
    for browser in [&ada, &ben, &fay] {
        is_told(browser, "All questions were taken away.").await;
        shows(browser, "Nobody has asked anything yet.", true).await;
    }
    assert_eq!(server.metrics().await.get("hallway_panics_total"), 0.0);
}

/// Who has five open questions has to wait with the next, and does not lose it.
async fn is_given_back(ada: &Browser) {
    tab_to(ada, "Your question").await;
    // The first is answered.
    for number in 1..=5 {
        ada.types(&format!("Question {number}?\n")).await;
        shows(ada, &format!("Question {number}?"), true).await;
    }
    ada.types("One more?\n").await;
    ada.hears("Your question was not taken").await;
    until("the question is in its field again", async || {
        let field = ada.role("textbox", "Your question").await;
        let typed = field.prop("value").await.ok()??;
        (typed == "One more?").then_some(())
    })
    .await;
    assert!(!list(ada).await.contains("One more?"));
}

/// However often one says it, and also after one's line broke.
async fn votes_once(server: &Server, cleo: Walker, id: SessionId) {
    for _ in 0..3 {
        let vote = QuestionAct::Vote(1, true);
        cleo.say(ClientMsg::Question(id, vote)).await;
    }
    first(&cleo, id, "one's own vote", |q| q.voted).await;
    let token = cleo.welcome().token;
    drop(cleo);
    let message = Hello {
        resume: Some(token),
        ..hello("hall", "Cleo")
    };
    let (cleo, id) = on_stage(server, message).await;
    assert!(cleo.welcome().resumed);
    first(&cleo, id, "the vote of before", |q| q.voted).await;
    cleo.say(ClientMsg::Question(id, QuestionAct::Vote(1, true)))
        .await;
    // What was said before is in what is told now.
    let ask = QuestionAct::Ask("Is there tea?".to_owned());
    cleo.say(ClientMsg::Question(id, ask)).await;
    cleo.sees("the third question", |view| {
        view.questions.get(&id).is_some_and(|all| all.len() == 3)
    })
    .await;
    first(&cleo, id, "two votes", |q| q.votes == 2).await;
}

/// What a visitor's client says that has no such buttons, or has not come to the stage.
async fn is_no_facilitator(server: &Server) {
    let (mallory, id) = on_stage(server, hello("hall", "Mallory")).await;
    first(&mallory, id, "what was asked", |q| q.votes == 2).await;
    let acts = [
        QuestionAct::Answer(1, true),
        QuestionAct::Hide(1, true),
        QuestionAct::Clear,
        QuestionAct::Vote(77, true),
    ];
    for act in acts {
        mallory.say(ClientMsg::Question(id, act)).await;
    }
    let ask = QuestionAct::Ask("May I?".to_owned());
    mallory.say(ClientMsg::Question(id, ask)).await;
    mallory
        .sees("all four questions", |view| {
            view.questions.get(&id).is_some_and(|all| all.len() == 4)
        })
        .await;
    first(&mallory, id, "the first as it was", |q| {
        !q.answered && !q.hidden && q.votes == 2
    })
    .await;
    // One who has left the stage has no voice there.
    mallory.say(ClientMsg::Close(id)).await;
    mallory
        .sees("that it has left", |view| !view.joined.contains_key(&id))
        .await;
    let vote = QuestionAct::Vote(1, true);
    mallory.say(ClientMsg::Question(id, vote)).await;
    let (witness, id) = on_stage(server, hello("hall", "Witness")).await;
    server.keeps_ticking().await;
    first(&witness, id, "the votes as they were", |q| q.votes == 2).await;
}
