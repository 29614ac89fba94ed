//! Brings what changed before the visitor: lists, tiles, announcements, and every frame.

use hallway_protocol::SLOTS;
use hallway_protocol::server::Person;
use hallway_world::permit::Act;
use leptos::prelude::{GetUntracked, Set, WithUntracked};

use super::Visit;
use crate::announce::Announcement;
use crate::dom::now_ms;
use crate::keeping::{May, may};
use crate::manners::locked_in;
use crate::model::{Change, Model};
use crate::ui::{Line, Panel, Row, Tile};

impl Visit {
    /// Shows changes of the room.
    pub(super) fn show(&self, changes: Vec<Change>) {
        let people = changes.iter().any(|c| {
            matches!(
                c,
                Change::People | Change::Call | Change::Presence | Change::Bubble | Change::Order
            )
        });
        let tiles = people || changes.contains(&Change::Sending);
        for change in changes {
            match change {
                Change::People | Change::Sending | Change::Call | Change::Presence => {}
                Change::Bubble
                | Change::Knocking
                | Change::Screen
                | Change::ScreenRefused
                | Change::LetIn(_) => self.show_manners(&change),
                Change::LineHidden(line, hidden) => self.ui.hide_line(line, hidden),
                Change::Order
                | Change::Kept(_)
                | Change::Ordered(_)
                | Change::Done(_)
                | Change::Announcement(..) => self.show_order(change),
                Change::Zones => {
                    self.show_zones();
                    self.zones_changed();
                }
                Change::Doors => self.show_doors(),
                Change::DoorsHere => self.show_doors_here(),
                Change::DoorMoved(door, open) => self.door_moved(door, open),
                Change::WrongCode(door) => self.wrong_code(door),
                Change::Barred(why) => self.barred(&why),
                Change::Announce(announcement) => self.ui.announce(&announcement),
                Change::Past(lines) => self.show_past(lines),
                Change::Said(line, name) => {
                    let own = self.model.borrow().you == Some(line.from);
                    if !own && self.ui.panel.get_untracked() != Some(Panel::Chat) {
                        let values = vec![("name", name.clone()), ("text", line.text.clone())];
                        let key = "chat-said";
                        self.ui.announce(&Announcement { key, values });
                    }
                    let may_hide = own || {
                        let model = self.model.borrow();
                        let standing = |id| model.people.get(&id).map(|it| &it.standing);
                        let pair = (model.own(), standing(line.from));
                        matches!(pair, (Some(own), Some(other))
                            if may(&own.standing, Act::HideMessage, Some(other)))
                    };
                    self.ui.add_line(Line {
                        number: 0,
                        at: None,
                        line: line.line,
                        hidden: false,
                        may_hide,
                        name,
                        own,
                        in_call: line.in_call,
                        text: line.text,
                    });
                }
            }
        }
        if people {
            self.listed.set(false);
            // Who waits may have gone.
            self.show_waiters();
            if !self.reports.borrow().is_empty() {
                self.show_reports();
            }
        }
        let model = self.model.borrow();
        if tiles {
            self.ui.tiles.set(tiles_of(&model));
            let others = model.others.iter().map(|m| (m.id, m.name.clone()));
            let others: Vec<_> = others.collect();
            if self.ui.others.with_untracked(|shown| *shown != others) {
                self.ui.others.set(others);
            }
        }
        drop(model);
        if tiles {
            self.tune();
        }
        if people {
            // They are lower beside a talk.
            self.play_sounds();
        }
    }

    fn show_zones(&self) {
        let model = self.model.borrow();
        self.ui.zones.set(model.zones.clone());
        self.page.set_zones(&model.zones);
    }

    /// One frame: everybody where they are now.
    pub(super) fn frame(&self) {
        if self.reloading.get() {
            // The last picture stays: people stand on the next map already.
            return;
        }
        self.tick();
        self.list_people();
        self.draw(now_ms());
        // A page that goes may take the focus with it, of which all are told at once.
        self.move_sites();
    }

    /// Brings the list of people up to date while it is looked at: of thousands somebody changes in each
    /// tick.
    fn list_people(&self) {
        if self.ui.panel.get_untracked() == Some(Panel::People) && !self.listed.replace(true) {
            self.ui.people.set(rows(&self.model.borrow()));
        }
    }

    fn draw(&self, now: f64) {
        let (mut crowd, me, model) = (
            self.crowd.borrow_mut(),
            self.me.borrow(),
            self.model.borrow(),
        );
        crowd.advance(now);
        self.page.set_place(me.predictor.pos());
        if let Some(stage) = self.stage.borrow_mut().as_mut() {
            let panel = self.ui.panel.get_untracked();
            stage.beside_panel = panel.is_some_and(|panel| !panel.is_dialog());
            stage.session = self.ui.session.split_untracked();
            stage.frame(now, model.you, &me, &crowd, &model);
        }
    }
}

/// Somebody as the list shows them.
pub(super) fn row_of(model: &Model, person: &Person) -> Row {
    let own = model.own().map(|own| &own.standing);
    Row {
        id: person.id,
        name: person.name.clone(),
        look: person.look,
        own: model.you == Some(person.id),
        in_call: model.talks_with(person.id),
        role: person.standing.highest(),
        muted: person.muted,
        hand: person.hand,
        may_speak: person.may_speak,
        may: own
            .map(|own| May::of(own, &person.standing))
            .unwrap_or_default(),
        presence: person.presence,
        locked: false,
        blocked: model.blocked.contains(&person.id),
    }
}

/// Everybody: oneself first, then raised hands, then those one talks with, then by name.
fn rows(model: &Model) -> Vec<Row> {
    let locked = locked_in(model);
    let rows = model.people.values().map(|person| Row {
        locked: locked.contains(&person.id),
        ..row_of(model, person)
    });
    let mut rows: Vec<Row> = rows.collect();
    rows.sort_by_cached_key(|row| {
        (
            !row.own,
            !row.hand,
            !row.in_call,
            row.name.to_lowercase(),
            row.id,
        )
    });
    rows
}

fn tiles_of(model: &Model) -> [Option<Tile>; SLOTS] {
    std::array::from_fn(|slot| {
        let member = model.slots.get(slot)?.as_ref()?;
        let sending = model.sending(member.id);
        Some(Tile {
            id: member.id,
            name: member.name.clone(),
            look: model
                .people
                .get(&member.id)
                .map(|p| p.look)
                .unwrap_or_default(),
            microphone: sending.microphone,
            camera: sending.camera,
        })
    })
}
