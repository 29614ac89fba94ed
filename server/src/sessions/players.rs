//! Pages of videos, and the players that may stand in their place in a frame.

use url::Url;

use super::urls::host_of;

/// YouTube's player that sets no cookies.
const YOUTUBE: &str = "https://www.youtube-nocookie.com/embed/";

/// Twitch's players. They let the site show them that their URL names as `parent`, which the
/// client fills in, as it knows under which name it was opened.
const TWITCH: [&str; 2] = ["player.twitch.tv", "clips.twitch.tv"];

/// What stands in place of a video's name for whatever a channel shows live.
const LIVE: &str = "live_stream";

/// Letters of a video's name at YouTube and PeerTube, at most.
const MOST_ID: usize = 64;

/// What to show in a frame for a page: of a video at YouTube, whose page lets nobody frame it, the
/// player. A player that the author chose stays as it is.
pub fn framed(url: Url) -> Url {
    let is_player = url.path().starts_with("/embed/");
    let player = if is_player { None } else { youtube(&url) };
    player
        .and_then(|player| Url::parse(&player).ok())
        .unwrap_or(url)
}

/// Whether a page is known to let itself be framed by whom its URL names.
pub fn is_framed_by_name(url: &Url) -> bool {
    url.host_str().is_some_and(|host| TWITCH.contains(&host))
}

/// The player's page for any URL by which people know a video, or the live picture of a channel; from
/// the second on that the URL names.
pub fn youtube(url: &Url) -> Option<String> {
    let host = host_of(url)?;
    let host = host.strip_prefix("www.").unwrap_or(&host);
    let host = host.strip_prefix("m.").unwrap_or(host);
    let parameter = |name: &str| {
        let mut query = url.query_pairs();
        query.find_map(|(key, value)| (key == name).then(|| value.into_owned()))
    };
    let mut path = url.path_segments()?;
    let first = path.next().unwrap_or_default();
    let id = match (host, first) {
        ("youtu.be", id) => id.to_owned(),
        ("youtube.com" | "youtube-nocookie.com", "watch") => parameter("v")?,
        ("youtube.com" | "youtube-nocookie.com", "embed" | "live" | "shorts" | "v") => {
            path.next()?.to_owned()
        }
        _ => return None,
    };
    if id == LIVE {
        let channel = parameter("channel").filter(|channel| is_id(channel))?;
        return Some(format!("{YOUTUBE}{LIVE}?channel={channel}"));
    }
    let start = ["start", "t"].iter().find_map(|name| parameter(name));
    let start: Option<u32> = start.and_then(|start| start.trim_end_matches('s').parse().ok());
    let start = start.map_or_else(String::new, |start| format!("?start={start}"));
    is_id(&id).then(|| format!("{YOUTUBE}{id}{start}"))
}

/// The player's page for a video's own page; a player's page as it is.
pub fn peertube(mut url: Url) -> Option<String> {
    let path: Vec<String> = url.path_segments()?.map(str::to_owned).collect();
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    let id = match path.as_slice() {
        ["videos", "embed", ..] | ["video-playlists", "embed", ..] => return Some(url.into()),
        ["w", id] | ["videos", "watch", id] => *id,
        _ => return None,
    };
    if !is_id(id) {
        return None;
    }
    url.set_path(&format!("/videos/embed/{id}"));
    Some(url.into())
}

fn is_id(id: &str) -> bool {
    let is_letter = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    !id.is_empty() && id.len() <= MOST_ID && id.chars().all(is_letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_of_videos_are_shown_in_players() {
        let player = "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ";
        for (said, expected) in [
            ("https://www.youtube.com/watch?v=dQw4w9WgXcQ", player),
            ("https://youtu.be/dQw4w9WgXcQ", player),
            (
                "https://www.youtube.com/embed/dQw4w9WgXcQ?start=5",
                "https://www.youtube.com/embed/dQw4w9WgXcQ?start=5",
            ),
            (
                "https://www.youtube.com/@channel",
                "https://www.youtube.com/@channel",
            ),
            ("https://wiki.test/watch?v=a", "https://wiki.test/watch?v=a"),
        ] {
            let url = Url::parse(said).unwrap();
            assert_eq!(framed(url).as_str(), expected, "{said}");
        }
    }

    #[test]
    fn players_that_name_their_site_are_known() {
        for (said, expected) in [
            ("https://player.twitch.tv/?channel=a&parent=b.test", true),
            ("https://www.twitch.tv/a", false),
            ("https://player.twitch.tv.evil.test/", false),
        ] {
            let url = Url::parse(said).unwrap();
            assert_eq!(is_framed_by_name(&url), expected, "{said}");
        }
    }
}
