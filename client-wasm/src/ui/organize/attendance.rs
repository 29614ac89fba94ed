//! How many came: a chart of the last day, and days by room and zone.

use leptos::prelude::*;

use super::{Desk, Table, moment};
use crate::organize::{Attendance, CHART, Day, chart};

/// Seconds of what the files hold: what is kept at most.
const ALL: i64 = 0;

/// What the columns are called.
const HEADS: &[&str] = &[
    "organize-day",
    "organize-where",
    "organize-different",
    "organize-peak",
];

#[component]
pub fn Attended(desk: Desk) -> impl IntoView {
    let ui = desk.ui;
    let attendance = RwSignal::new(Attendance::default());
    desk.ask(
        |api| async move { api.get::<Attendance>("/attendance").await },
        move |it| attendance.set(it),
    );
    let drawn = Memo::new(move |_| attendance.with(|it| chart(&it.minutes)));
    let save = move |format: &'static str, file: &'static str| {
        desk.ask(
            move |api| async move {
                let path = format!("/attendance?from={ALL}&format={format}");
                api.save(&path, file).await
            },
            |()| {},
        );
    };
    let words = move || {
        let (peak, now) = (drawn.with(|it| it.peak), attendance.with(|it| it.now));
        let (peak, now) = (peak.to_string(), now.to_string());
        ui.tr_with("organize-chart", &[("now", &now), ("peak", &peak)])
    };
    let from = move || moment(ui, drawn.with(|it| it.span.0));
    let to = move || moment(ui, drawn.with(|it| it.span.1));
    let view_box = format!("0 0 {} {}", CHART.0, CHART.1);
    view! {
        <section aria-label=move || ui.tr("organize-attendance")>
            <p>{words}</p>
            <Show
                when=move || drawn.with(|it| !it.path.is_empty())
                fallback=move || view! { <p class="empty">{move || ui.tr("organize-nobody-yet")}</p> }
            >
                <svg
                    class="chart"
                    viewBox=view_box.clone()
                    preserveAspectRatio="none"
                    role="img"
                    aria-label=words
                >
                    <path d=move || drawn.with(|it| it.path.clone())></path>
                </svg>
                <p class="note span">
                    <span>{from}</span>
                    <span>{to}</span>
                </p>
            </Show>
            <div class="row wrap">
                <button
                    type="button"
                    class="secondary"
                    on:click=move |_| save("csv", "attendance-days.csv")
                >
                    {move || ui.tr("organize-csv-days")}
                </button>
                <button
                    type="button"
                    class="secondary"
                    on:click=move |_| save("csv-minutes", "attendance-minutes.csv")
                >
                    {move || ui.tr("organize-csv-minutes")}
                </button>
            </div>
            <Table ui=ui heads=HEADS>
                <For
                    each=move || attendance.with(|it| it.days.clone())
                    key=|it| it.clone()
                    let:it
                >
                    <OneDay desk=desk it=it/>
                </For>
            </Table>
            <p class="hint">{move || ui.tr("organize-attendance-hint")}</p>
        </section>
    }
}

#[component]
fn OneDay(desk: Desk, it: Day) -> impl IntoView {
    let ui = desk.ui;
    let place = [it.room.as_str(), it.zone.as_str()];
    let place: Vec<&str> = place.into_iter().filter(|it| !it.is_empty()).collect();
    let place = place.join(" · ");
    let place = move || match place.is_empty() {
        true => ui.tr("organize-whole-venue"),
        false => place.clone(),
    };
    // Days are those of UTC, whatever the visitor's are.
    let date = js_sys::Date::new(&(it.day as f64 * 1000.0).into()).to_iso_string();
    let date: String = String::from(date).chars().take(10).collect();
    view! {
        <tr>
            <td>{date}</td>
            <td>
                <bdi>{place}</bdi>
            </td>
            <td>{it.people.to_string()}</td>
            <td>{it.peak.to_string()}</td>
        </tr>
    }
}
