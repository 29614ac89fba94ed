//! Questions to those on a stage: asked, wished for by others, and for facilitators marked as
//! answered, hidden, taken away. Text is shown as text.

use hallway_protocol::SessionId;
use hallway_protocol::session::{Question, QuestionAct};
use leptos::prelude::*;
use leptos::web_sys::SubmitEvent;

use crate::asked;
use crate::sessions::{QUESTION_CHARS, clean_question};
use crate::ui::Ui;

/// The questions of a stage, and a field to ask one.
#[component]
pub fn Questions(
    /// The interface.
    ui: Ui,
    /// The stage.
    id: SessionId,
    /// Whether one may answer, hide and clear them.
    facilitator: bool,
) -> impl IntoView {
    let session = ui.session.one(id);
    let questions = Memo::new(move |_| session.get().map(|s| s.questions).unwrap_or_default());
    // What is wished for most and not answered yet stands first.
    let numbers = Memo::new(move |_| {
        let mut questions = questions.get();
        questions.sort_by_key(|q| (q.answered, std::cmp::Reverse(q.votes), q.number));
        questions.iter().map(|q| q.number).collect::<Vec<_>>()
    });
    let empty = move || {
        let none = numbers.with(Vec::is_empty);
        none.then(|| view! { <li class="empty">{ui.tr("questions-empty")}</li> })
    };
    // Only what is new is read out, and not what changed its place.
    let news = RwSignal::new(String::new());
    Effect::new(move |before: Option<Vec<Question>>| {
        let now = questions.get();
        let told = asked::changes(before.as_deref().unwrap_or_default(), &now);
        if !told.is_empty() {
            let told = told.iter().map(|told| ui.sentence(told));
            news.set(told.collect::<Vec<_>>().join(" "));
        }
        now
    });
    let heading = move || format!("questions-{}", id.0);
    view! {
        <div class="questions" role="group" aria-labelledby=heading()>
            <div class="questions-head">
                <h3 id=heading()>{move || ui.tr("questions")}</h3>
                {facilitator.then(|| view! { <Clear ui=ui id=id/> })}
            </div>
            <p class="unseen" aria-live="polite">
                {news}
            </p>
            <ul class="question-list" role="list" tabindex="0" data-scrolls="">
                {empty}
                <For each=move || numbers.get() key=|number| *number let:number>
                    <OneQuestion
                        ui=ui
                        id=id
                        number=number
                        questions=questions
                        facilitator=facilitator
                    />
                </For>
            </ul>
            <Ask ui=ui id=id/>
        </div>
    }
}

fn act(ui: Ui, id: SessionId, act: QuestionAct) {
    ui.tell(|c| c.with_visit(|visit| visit.about_question(id, act)));
}

#[component]
fn Ask(ui: Ui, id: SessionId) -> impl IntoView {
    let text = RwSignal::new(String::new());
    let asked = StoredValue::new(String::new());
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let typed = text.get_untracked();
        if let Some(question) = clean_question(&typed) {
            act(ui, id, question);
            asked.set_value(typed);
            text.set(String::new());
        }
    };
    Effect::new(move |_| {
        if ui.session.refused.get() == Some(id) {
            ui.session.refused.set(None);
            // What was typed since is worth more.
            if text.with_untracked(String::is_empty) {
                text.set(asked.get_value());
            }
        }
    });
    view! {
        <form class="row ask" on:submit=submit>
            <input
                type="text"
                autocomplete="off"
                maxlength=QUESTION_CHARS.to_string()
                aria-label=move || ui.tr("question-yours")
                placeholder=move || ui.tr("question-yours")
                prop:value=text
                on:input=move |event| text.set(event_target_value(&event))
            />
            <button type="submit" class="primary">
                {move || ui.tr("question-ask")}
            </button>
        </form>
    }
}

/// Takes all questions away, at the second click.
#[component]
fn Clear(ui: Ui, id: SessionId) -> impl IntoView {
    let sure = RwSignal::new(false);
    let click = move |_| {
        if sure.get_untracked() {
            act(ui, id, QuestionAct::Clear);
        }
        sure.update(|sure| *sure = !*sure);
    };
    let name = move || match sure.get() {
        true => ui.tr("questions-clear-really"),
        false => ui.tr("questions-clear"),
    };
    view! {
        <button
            type="button"
            class="small"
            on:click=click
            on:blur=move |_| sure.set(false)
        >
            {name}
        </button>
    }
}

#[component]
fn OneQuestion(
    ui: Ui,
    id: SessionId,
    number: u32,
    questions: Memo<Vec<Question>>,
    facilitator: bool,
) -> impl IntoView {
    let question = Memo::new(move |_| {
        questions.with(|questions| questions.iter().find(|q| q.number == number).cloned())
    });
    let is = move |what: fn(&Question) -> bool| {
        Memo::new(move |_| question.with(|q| q.as_ref().is_some_and(what)))
    };
    let (voted, answered, hidden) = (is(|q| q.voted), is(|q| q.answered), is(|q| q.hidden));
    let text = move || question.get().map(|q| q.text);
    let by = move || question.get().map(|q| q.by);
    let votes = move || question.get().map(|q| q.votes);
    let counted = move || {
        let votes = votes().unwrap_or_default().to_string();
        ui.tr_with("question-votes", &[("count", &votes)])
    };
    let state = move || match (answered.get(), hidden.get()) {
        (true, true) => Some(ui.tr("question-answered-hidden")),
        (true, false) => Some(ui.tr("question-answered")),
        (false, true) => Some(ui.tr("question-hidden")),
        (false, false) => None,
    };
    let named = move |key: &'static str| {
        move || {
            let text = question.get().map(|q| q.text).unwrap_or_default();
            match key {
                "question-vote" => ui.tr_with("question-vote", &[("text", &text)]),
                "question-answer" => ui.tr_with("question-answer", &[("text", &text)]),
                _ => ui.tr_with("question-hide", &[("text", &text)]),
            }
        }
    };
    let pressed = |on: Memo<bool>| move || if on.get() { "true" } else { "false" };
    let tools = facilitator.then(|| {
        view! {
            <button
                type="button"
                class="small"
                aria-label=named("question-answer")
                aria-pressed=pressed(answered)
                on:click=move |_| {
                    act(ui, id, QuestionAct::Answer(number, !answered.get_untracked()));
                }
            >
                {move || ui.tr("question-answer-short")}
            </button>
            <button
                type="button"
                class="small"
                aria-label=named("question-hide")
                aria-pressed=pressed(hidden)
                on:click=move |_| act(ui, id, QuestionAct::Hide(number, !hidden.get_untracked()))
            >
                {move || ui.tr("question-hide-short")}
            </button>
        }
    });
    view! {
        <li class="question" class:done=answered class:hidden-one=hidden>
            <p class="question-text">{text}</p>
            <p class="question-by">
                <bdi>{by}</bdi>
                <span class="note">{state}</span>
            </p>
            <div class="row">
                <button
                    type="button"
                    class="small"
                    aria-label=named("question-vote")
                    aria-description=counted
                    aria-pressed=pressed(voted)
                    on:click=move |_| act(ui, id, QuestionAct::Vote(number, !voted.get_untracked()))
                >
                    <span aria-hidden="true">"▲"</span>
                    {votes}
                </button>
                {tools}
            </div>
        </li>
    }
}
