//! What was reported, before those who may answer.

use hallway_protocol::limits::REPORT_CHARS;
use hallway_protocol::report::Report;
use leptos::prelude::*;
use leptos::web_sys::SubmitEvent;

use super::Ui;
use super::order::PersonOrders;
use crate::dom::local_time;
use crate::text::LOCALES;

/// Reports that nobody has answered, each with whom it is about, if they are here.
#[component]
pub fn Reports(
    /// The interface.
    ui: Ui,
) -> impl IntoView {
    let reports = ui.order.reports;
    let any = Memo::new(move |_| reports.with(|all| !all.is_empty()));
    view! {
        <Show when=move || any.get()>
            <section class="notice reports" aria-labelledby="reports-heading">
                <h3 id="reports-heading">{move || ui.tr("reports")}</h3>
                <ul class="rows" role="list" aria-labelledby="reports-heading">
                    // By its number alone: an answer that is being written stays.
                    <For each=move || reports.get() key=|it| it.0.id let:it>
                        <Reported ui=ui report=it.0/>
                    </For>
                </ul>
            </section>
        </Show>
    }
}

#[component]
fn Reported(ui: Ui, report: Report) -> impl IntoView {
    let (by, about, id) = (report.by.clone(), report.about.clone(), report.id);
    let title = move || ui.tr_with("report-of", &[("by", &by), ("about", &about)]);
    let place = [report.room, report.place];
    let place: Vec<String> = place.into_iter().filter(|it| !it.is_empty()).collect();
    let where_and_when = move || {
        let locale = LOCALES.get(ui.locale.get()).map_or("", |locale| locale.id);
        format!("{} · {}", place.join(" · "), local_time(report.at, locale))
    };
    let said = (!report.said.is_empty()).then(|| {
        let lines = report.said.into_iter();
        let lines = lines.map(|line| view! { <li><bdi>{line}</bdi></li> });
        view! {
            <details>
                <summary>{move || ui.tr("report-said")}</summary>
                <ul>{lines.collect_view()}</ul>
            </details>
        }
    });
    let row = Memo::new(move |_| {
        ui.order.reports.with(|all| {
            let own = all.iter().find(|it| it.0.id == id);
            own.and_then(|it| it.1.clone())
        })
    });
    let orders = move || row.get().map(|row| view! { <PersonOrders ui=ui row=row/> });
    let answer = RwSignal::new(String::new());
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let words = answer.get_untracked();
        ui.tell(|c| c.with_visit(|visit| visit.answer_report(id, &words)));
    };
    let asker = report.by;
    view! {
        <li class="report">
            <p class="name">{title}</p>
            <p class="note">{where_and_when}</p>
            <p>
                <bdi class="words">{report.text}</bdi>
            </p>
            {said}
            {orders}
            <form class="row" on:submit=submit>
                <input
                    type="text"
                    autocomplete="off"
                    maxlength=REPORT_CHARS.to_string()
                    placeholder=move || ui.tr("report-answer-short")
                    aria-label=move || ui.tr_with("report-answer", &[("name", &asker)])
                    prop:value=answer
                    on:input=move |event| answer.set(event_target_value(&event))
                />
                <button type="submit" class="small">
                    {move || ui.tr("report-close")}
                </button>
            </form>
        </li>
    }
}
