//! The same story on both databases.

use std::time::UNIX_EPOCH;

use hallway_protocol::order::Mutes;

use super::*;
use crate::trust::address::Prefix;
use crate::trust::identity::Identity;
use crate::trust::sanctions::Kind;

mod postgres;

fn at(minutes: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(1_800_000_000 + 60 * minutes)
}

fn sanction(id: u64, kind: Kind) -> Sanction {
    Sanction {
        id,
        kind,
        identity: Identity([1; 16]),
        prefix: Some((Prefix([2; 16]), at(40))),
        name: "Mallory 🦆".to_owned(),
        by: "Fay".to_owned(),
        reason: "O'Reilly; DROP TABLE sanctions".to_owned(),
        since: at(10),
        until: Some(at(70)),
    }
}

fn audit(id: i64, minutes: u64) -> Audit {
    Audit {
        id,
        at: seconds(at(minutes)),
        act: "ban".to_owned(),
        name: Some("Mallory".to_owned()),
        ..Audit::default()
    }
}

/// Lines of the chat come back in their order, but for hidden ones, and go when it is time.
async fn what_is_written(store: &Store) {
    let line = |id: i64, minutes: u64, room: &str| ChatRow {
        id,
        at: seconds(at(minutes)),
        room: room.to_owned(),
        identity: Identity([1; 16]).text(),
        name: "Ada".to_owned(),
        body: "it's 50 % \u{1f986}".to_owned(),
    };
    let lines = [line(9, 1, "hall"), line(4, 2, "hall"), line(5, 3, "hall")];
    for it in lines.iter().chain(&[line(6, 3, "garden")]) {
        store.add_line(it).await.unwrap();
    }
    assert!(store.add_line(&lines[0]).await.is_err(), "it is there");
    assert_eq!(store.chat("hall", 10).await.unwrap(), lines);
    assert_eq!(store.chat("hall", 2).await.unwrap(), lines[1..]);
    store.hide_line(4, true).await.unwrap();
    let shown = store.chat("hall", 10).await.unwrap();
    assert_eq!(shown, [lines[0].clone(), lines[2].clone()]);
    store.hide_line(4, false).await.unwrap();
    assert_eq!(store.own(Identity([1; 16])).await.unwrap().chat.len(), 4);
    store.forget_chat(at(1)).await.unwrap();
    assert_eq!(store.chat("hall", 10).await.unwrap(), lines[1..]);
    store.erase(Identity([1; 16])).await.unwrap();
    assert_eq!(store.chat("hall", 10).await.unwrap(), []);
}

/// Everything that is kept comes back as it was, and goes when it is time.
async fn story(open: impl AsyncFn() -> Store) {
    let store = open().await;
    let for_good = Sanction {
        until: None,
        prefix: None,
        ..sanction(2, Kind::Banned)
    };
    let muted = sanction(u64::MAX - 1, Kind::Muted(Mutes::MICROPHONE));
    let removed = sanction(4, Kind::Removed);
    for it in [&for_good, &muted, &removed] {
        store.add_sanction(it).await.unwrap();
    }
    assert!(store.add_sanction(&for_good).await.is_err(), "it is there");
    store.lift_sanction(4).await.unwrap();
    for (number, identity) in [(7, "a"), (7, "b"), (7, "a"), (8, "a")] {
        store.use_invitation(number, identity, at(1)).await.unwrap();
    }
    what_visitors_do(&store).await;
    what_is_written(&store).await;
    what_organizers_read(&store).await;
    store.add_audit(&audit(1, 5)).await.unwrap();
    store.add_audit(&audit(2, 6)).await.unwrap();
    store.add_audit(&audit(3, 6)).await.unwrap();
    store
        .add_announcement(at(5), "Fay", "Lunch!")
        .await
        .unwrap();
    store.close().await;

    let store = open().await;
    let mut kept = store.sanctions(at(20)).await.unwrap();
    kept.sort_by_key(|it| it.id);
    assert_eq!(kept, [for_good.clone(), muted]);
    let later = store.sanctions(at(70)).await.unwrap();
    assert_eq!(later, std::slice::from_ref(&for_good));
    assert_eq!(store.invitation_uses().await.unwrap(), [(7, 2), (8, 1)]);
    let found = store.audit(at(100), 2).await.unwrap();
    assert_eq!(found, [audit(3, 6), audit(2, 6)]);
    assert_eq!(store.audit(at(5), 9).await.unwrap(), [audit(1, 5)]);

    store
        .forget_old(at(40), Duration::from_secs(35 * 60))
        .await
        .unwrap();
    let kept = store.sanctions(at(41)).await.unwrap();
    assert!(kept.iter().all(|it| it.prefix.is_none()), "{kept:?}");
    assert_eq!(kept.len(), 2);
    assert_eq!(store.audit(at(100), 9).await.unwrap().len(), 2);
    assert_eq!(store.invitation_uses().await.unwrap(), []);
    store
        .forget_old(at(200), Duration::from_secs(60))
        .await
        .unwrap();
    assert_eq!(store.sanctions(at(0)).await.unwrap(), [for_good]);
    store.close().await;
}

async fn what_visitors_do(store: &Store) {
    let report = ReportRow {
        id: 5,
        at: seconds(at(1)),
        name: "Mallory 🦆".to_owned(),
        body: "' OR 1=1 --".to_owned(),
        context: "one\ntwo".to_owned(),
        ..ReportRow::default()
    };
    store.add_report(&report).await.unwrap();
    assert_eq!(
        store.reports().await.unwrap(),
        std::slice::from_ref(&report)
    );
    let answered = ReportRow {
        answer: "done".to_owned(),
        answered_by: Some("Fay".to_owned()),
        answered_at: Some(seconds(at(2))),
        ..report
    };
    store.answer_report(&answered).await.unwrap();
    assert_eq!(store.reports().await.unwrap(), [answered]);
    store.report_heard(5).await.unwrap();
    assert_eq!(store.reports().await.unwrap(), []);
    let (ann, ben) = (Identity([1; 16]), Identity([2; 16]));
    store.set_block((ann, ben), true, at(1)).await.unwrap();
    store.set_block((ann, ben), true, at(1)).await.unwrap();
    assert_eq!(store.blocks().await.unwrap(), [(ann, ben)]);
    store.set_block((ann, ben), false, at(1)).await.unwrap();
    assert_eq!(store.blocks().await.unwrap(), []);
    what_is_ones_own(store, ann, ben).await;
}

async fn what_organizers_read(store: &Store) {
    assert_eq!(store.setting("door").await.unwrap(), None);
    for value in ["open", "it's locked"] {
        store.set_setting("door", value).await.unwrap();
    }
    let kept = store.setting("door").await.unwrap();
    assert_eq!(kept.as_deref(), Some("it's locked"));
    let invitation = InvitationRow {
        number: 7,
        role: "speaker".to_owned(),
        at: seconds(at(1)),
        expires: seconds(at(500)),
        ..InvitationRow::default()
    };
    store.add_invitation(&invitation).await.unwrap();
    assert_eq!(store.invitations(9).await.unwrap(), [invitation]);
    store
        .add_announcement(at(1), "Fay", "Lunch!")
        .await
        .unwrap();
    assert_eq!(store.announcements(9).await.unwrap()[0].body, "Lunch!");
    let muted = Audit {
        act: "mute".to_owned(),
        by_name: "Fay 100%".to_owned(),
        ..audit(50, 5)
    };
    store.add_audit(&muted).await.unwrap();
    for (act, name, expected) in [
        ("", "", 1),
        ("mute", "", 1),
        ("ban", "", 0),
        ("", "fay", 1),
        ("mute", "MALL", 1),
        ("", "f_y", 0),
        ("", "somebody", 0),
    ] {
        let filter = AuditFilter {
            before: seconds(at(9)),
            act: act.to_owned(),
            name: name.to_owned(),
            most: 9,
        };
        let found = store.audit_of(&filter).await.unwrap();
        assert_eq!(found.len(), expected, "{act} {name}");
    }
    query("DELETE FROM audit")
        .execute(&store.pool)
        .await
        .unwrap();
    attendance(store).await;
}

async fn attendance(store: &Store) {
    let day = 100 * DAY;
    let somewhere = |room: &str, zone: &str| (room.to_owned(), zone.to_owned());
    for (minute, people) in [(0, 2), (60, 3), (60, 9)] {
        let places = [somewhere("", ""), somewhere("hall", "Stage")];
        let minutes = places.map(|(room, zone)| Minute {
            at: day + minute,
            room,
            zone,
            people,
        });
        let seen = ["a", "b", "a"].map(|hash| Seen {
            room: String::new(),
            zone: String::new(),
            hash: hash.to_owned(),
        });
        store.count(&minutes, day, &seen).await.unwrap();
    }
    assert_eq!(store.seen(day).await.unwrap().len(), 2);
    let counted = store.minutes((day, day + DAY), false, 9).await.unwrap();
    let people: Vec<i64> = counted.iter().map(|it| it.people).collect();
    assert_eq!(people, [2, 3], "the first count of a minute counts");
    let all = store.minutes((day, day + DAY), true, 9).await.unwrap();
    assert_eq!(all.len(), 4);
    let expected = Day {
        day,
        room: String::new(),
        zone: String::new(),
        people: 2,
        peak: 3,
    };
    let days = async || store.days(day, day + DAY).await.unwrap();
    assert_eq!(days().await, std::slice::from_ref(&expected));
    store.end_days(day + DAY).await.unwrap();
    assert_eq!(days().await, [expected]);
    assert_eq!(store.seen(day).await.unwrap(), []);
}

async fn what_is_ones_own(store: &Store, ann: Identity, ben: Identity) {
    for version in ["1", "2", "1"] {
        store.add_consent(ann, version, at(1)).await.unwrap();
    }
    store.set_block((ann, ben), true, at(1)).await.unwrap();
    let report = ReportRow {
        id: 6,
        by_identity: ann.text(),
        by_name: "Ann".to_owned(),
        identity: ben.text(),
        ..ReportRow::default()
    };
    store.add_report(&report).await.unwrap();
    let own = store.own(ann).await.unwrap();
    assert_eq!(
        (own.consents.len(), own.reports.len(), own.blocks),
        (2, 1, 1)
    );
    store.erase(ann).await.unwrap();
    let left = store.own(ann).await.unwrap();
    assert_eq!(
        (left.consents.len(), left.reports.len(), left.blocks),
        (0, 0, 0)
    );
    // What it is about stays.
    let kept = store.reports().await.unwrap();
    assert_eq!(
        (kept[0].by_name.as_str(), &kept[0].identity),
        ("", &ben.text())
    );
}

#[tokio::test]
async fn sqlite_keeps_it() {
    let folder = tempfile::tempdir().unwrap();
    // A path that a URL has to spell otherwise.
    let data = folder.path().join("dä ta?#%");
    story(async || Store::open(Place::Folder(&data)).await.unwrap()).await;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let kept = std::fs::metadata(data.join(FILE)).unwrap();
        assert_eq!(kept.permissions().mode() & 0o777, 0o600);
    }
}

#[tokio::test]
async fn postgresql_keeps_it() {
    let Some(server) = postgres::Server::start() else {
        eprintln!("skipped: there is no PostgreSQL on this machine (Debian: postgresql)");
        return;
    };
    let url = server.url();
    story(async || Store::open(Place::Url(&url)).await.unwrap()).await;
}

#[tokio::test]
async fn what_is_written_by_another_version_is_left_out() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(Place::Folder(folder.path())).await.unwrap();
    store
        .add_sanction(&sanction(1, Kind::Banned))
        .await
        .unwrap();
    store
        .add_sanction(&sanction(2, Kind::Banned))
        .await
        .unwrap();
    query("UPDATE sanctions SET kind = 'shunned' WHERE id = 1")
        .execute(&store.pool)
        .await
        .unwrap();
    let kept = store.sanctions(at(20)).await.unwrap();
    assert_eq!(kept, [sanction(2, Kind::Banned)]);
}

#[tokio::test]
async fn a_journal_writes_what_waits_before_it_ends() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(Place::Folder(folder.path())).await.unwrap();
    let (journal, task) = Journal::start(store.clone());
    let kept = journal.keep(Entry::Sanction(sanction(1, Kind::Banned)));
    let twice = journal.keep(Entry::Sanction(sanction(1, Kind::Banned)));
    journal.keep(Entry::Audit(audit(1, 1)));
    drop(journal);
    task.await.unwrap();
    assert_eq!((kept.await, twice.await), (Ok(true), Ok(false)));
    assert_eq!(store.audit(at(9), 9).await.unwrap().len(), 1);
}
