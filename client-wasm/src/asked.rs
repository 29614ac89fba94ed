//! What is said of a stage's questions when they change: what is new, and what became of the others.
//! Pure; votes come and go without a word.

use hallway_protocol::session::Question;

use crate::announce::Announcement;

/// What to say when the questions change from `before` to `after`.
pub fn changes(before: &[Question], after: &[Question]) -> Vec<Announcement> {
    if after.is_empty() && !before.is_empty() {
        return vec![Announcement::plain("questions-gone")];
    }
    if before.is_empty() {
        // One has just come: of all that was asked, the last is enough.
        return after.last().map(asked).into_iter().collect();
    }
    let mut made = Vec::new();
    for now in after {
        let then = before.iter().find(|then| then.number == now.number);
        let about = |key| Announcement {
            key,
            values: vec![("text", now.text.clone())],
        };
        let Some(then) = then else {
            // One that was hidden before one came closer is no news.
            if before.iter().all(|then| then.number < now.number) {
                made.push(asked(now));
            }
            continue;
        };
        if then.answered != now.answered {
            made.push(about(match now.answered {
                true => "question-now-answered",
                false => "question-now-open",
            }));
        }
        if then.hidden != now.hidden {
            made.push(about(match now.hidden {
                true => "question-now-hidden",
                false => "question-now-shown",
            }));
        }
    }
    made
}

fn asked(question: &Question) -> Announcement {
    let (name, text) = (question.by.clone(), question.text.clone());
    Announcement {
        key: "question-new",
        values: vec![("name", name), ("text", text)],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question(number: u32) -> Question {
        Question {
            number,
            by: "Ada".to_owned(),
            text: format!("{number}?"),
            votes: 0,
            voted: false,
            answered: false,
            hidden: false,
        }
    }

    #[track_caller]
    fn check(before: &[Question], after: &[Question], expected: &[&str]) {
        let told = changes(before, after);
        let told: Vec<&str> = told.iter().map(|told| told.key).collect();
        assert_eq!(told, expected);
    }

    #[test]
    fn what_is_new_is_said_and_votes_are_not() {
        let (one, two) = (question(1), question(2));
        let with = |change: fn(&mut Question)| {
            let mut one = one.clone();
            change(&mut one);
            one
        };
        let answered = with(|q| q.answered = true);
        let hidden = with(|q| q.hidden = true);
        let voted = with(|q| q.votes = 7);
        let of = std::slice::from_ref;
        check(&[], &[], &[]);
        check(&[], of(&one), &["question-new"]);
        check(&[], &[one.clone(), two.clone()], &["question-new"]);
        check(of(&one), &[one.clone(), two.clone()], &["question-new"]);
        check(of(&one), of(&voted), &[]);
        check(of(&one), of(&answered), &["question-now-answered"]);
        check(of(&answered), of(&one), &["question-now-open"]);
        check(of(&one), of(&hidden), &["question-now-hidden"]);
        check(of(&hidden), of(&one), &["question-now-shown"]);
        check(of(&one), &[], &["questions-gone"]);
        // Visitors see a hidden one vanish, and one come back.
        check(&[one.clone(), two.clone()], of(&two), &[]);
        check(of(&two), &[one, two.clone()], &[]);
    }
}
