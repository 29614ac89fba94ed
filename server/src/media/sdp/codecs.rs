//! Codecs of a media line: which of those that a browser offers are taken, under which numbers,
//! and with which feedback.

use super::super::metrics::Kind;

/// Payload types of a media line that are looked at; browsers offer up to about forty.
pub const MOST_TYPES: usize = 96;

/// A codec that is passed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Codec {
    /// Opus.
    Opus,
    /// Opus, each packet with a copy of the one before (RFC 2198), so that single losses are not
    /// heard.
    Red,
    /// VP8.
    Vp8,
    /// VP9, profile 0.
    Vp9,
    /// H.264, constrained baseline, in packets as large as they need to be (mode 1).
    H264,
}

impl Codec {
    /// What it carries.
    pub fn kind(self) -> Kind {
        match self {
            Self::Opus | Self::Red => Kind::Audio,
            Self::Vp8 | Self::Vp9 | Self::H264 => Kind::Video,
        }
    }

    /// Its name and clock as SDP writes them.
    pub fn name(self) -> &'static str {
        match self {
            Self::Opus => "opus/48000/2",
            Self::Red => "red/48000/2",
            Self::Vp8 => "VP8/90000",
            Self::Vp9 => "VP9/90000",
            Self::H264 => "H264/90000",
        }
    }
}

/// In the order in which they are preferred: what every browser has comes first, so that all in a
/// bubble understand one another.
const PREFERRED: [Codec; 5] = [Codec::Red, Codec::Opus, Codec::Vp8, Codec::H264, Codec::Vp9];

/// A codec under the number that the browser gave it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Numbered {
    /// The codec.
    pub codec: Codec,
    /// Its payload type.
    pub payload_type: u8,
    /// Payload type of its retransmissions, if the browser knows them.
    pub repair: Option<u8>,
    /// The feedback that the browser knows for it.
    pub feedback: Feedback,
}

/// Feedback of a codec.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Feedback {
    /// Lost packets are asked for.
    pub nack: bool,
    /// Key frames are asked for.
    pub pli: bool,
    /// Key frames are asked for, in the older way.
    pub fir: bool,
    /// Arrival times are told.
    pub transport: bool,
}

impl Feedback {
    /// Each with its name in SDP.
    pub fn named(self) -> [(&'static str, bool); 4] {
        [
            ("nack", self.nack),
            ("nack pli", self.pli),
            ("ccm fir", self.fir),
            ("transport-cc", self.transport),
        ]
    }
}

/// The codecs of a media line that are taken, best first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Codecs(Vec<Numbered>);

impl Codecs {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All of them.
    pub fn all(&self) -> &[Numbered] {
        &self.0
    }

    /// The one with this codec.
    pub fn of(&self, codec: Codec) -> Option<&Numbered> {
        self.0.iter().find(|known| known.codec == codec)
    }

    /// The one with this payload type.
    pub fn numbered(&self, payload_type: u8) -> Option<&Numbered> {
        self.0.iter().find(|it| it.payload_type == payload_type)
    }

    /// The one whose retransmissions have this payload type.
    pub fn repaired_by(&self, payload_type: u8) -> Option<&Numbered> {
        self.0.iter().find(|it| it.repair == Some(payload_type))
    }
}

/// Collects what a media line says of its codecs.
#[derive(Default)]
pub struct Reader<'a> {
    maps: Vec<(u8, &'a str)>,
    parameters: Vec<(u8, &'a str)>,
    feedback: Vec<(u8, &'a str)>,
}

/// Lines of feedback of a media line that are looked at: six for each codec.
const MOST_FEEDBACK: usize = 6 * MOST_TYPES;

impl<'a> Reader<'a> {
    /// `111 opus/48000/2`.
    pub fn map(&mut self, value: &'a str) {
        push(&mut self.maps, value, MOST_TYPES);
    }

    /// `111 minptime=10;useinbandfec=1`.
    pub fn parameters(&mut self, value: &'a str) {
        push(&mut self.parameters, value, MOST_TYPES);
    }

    /// `96 nack pli`.
    pub fn feedback(&mut self, value: &'a str) {
        push(&mut self.feedback, value, MOST_FEEDBACK);
    }

    /// The codecs that are taken, of those whose payload types the media line lists.
    pub fn taken(&self, kind: Kind, listed: &[u8]) -> Codecs {
        let wanted = PREFERRED.into_iter().filter(|codec| codec.kind() == kind);
        let taken = wanted.filter_map(|codec| {
            let mut types = self.maps.iter().filter(|(number, name)| {
                listed.contains(number)
                    && name.eq_ignore_ascii_case(codec.name())
                    && self.suits(codec, *number)
            });
            let (payload_type, _) = types.next()?;
            Some(Numbered {
                codec,
                payload_type: *payload_type,
                repair: self.repair_of(*payload_type, listed),
                feedback: self.feedback_of(*payload_type),
            })
        });
        Codecs(taken.collect())
    }

    /// Whether the parameters of a payload type are those of the codec as it is taken.
    fn suits(&self, codec: Codec, number: u8) -> bool {
        let parameters = self.parameters_of(number);
        let value = |name: &str| {
            let mut all = parameters.split(';').filter_map(|one| one.split_once('='));
            let found = all.find(|(key, _)| key.trim().eq_ignore_ascii_case(name));
            found.map(|(_, value)| value.trim())
        };
        match codec {
            Codec::Opus | Codec::Vp8 => true,
            // `111/111`: Opus with Opus before it.
            Codec::Red => {
                let first = parameters.split('/').next().and_then(|it| it.parse().ok());
                let opus = |(known, name): &(u8, &str)| {
                    Some(*known) == first && name.eq_ignore_ascii_case(Codec::Opus.name())
                };
                self.maps.iter().any(opus)
            }
            Codec::Vp9 => value("profile-id").is_none_or(|profile| profile == "0"),
            Codec::H264 => {
                let baseline = |level: &str| {
                    level
                        .get(..4)
                        .is_some_and(|it| it.eq_ignore_ascii_case("42e0"))
                };
                value("packetization-mode") == Some("1")
                    && value("profile-level-id").is_some_and(baseline)
            }
        }
    }

    fn parameters_of(&self, number: u8) -> &'a str {
        let found = self.parameters.iter().find(|(known, _)| *known == number);
        found.map_or("", |(_, parameters)| parameters)
    }

    fn repair_of(&self, number: u8, listed: &[u8]) -> Option<u8> {
        let is_repair = |(other, name): &&(u8, &str)| {
            let mut parameters = self.parameters_of(*other).split(';');
            listed.contains(other)
                && name
                    .get(..4)
                    .is_some_and(|it| it.eq_ignore_ascii_case("rtx/"))
                && parameters.any(|it| it.trim() == format!("apt={number}"))
        };
        self.maps.iter().find(is_repair).map(|(other, _)| *other)
    }

    fn feedback_of(&self, number: u8) -> Feedback {
        let mut feedback = Feedback::default();
        let lines = self.feedback.iter().filter(|(known, _)| *known == number);
        for (_, line) in lines {
            match *line {
                "nack" => feedback.nack = true,
                "nack pli" => feedback.pli = true,
                "ccm fir" => feedback.fir = true,
                "transport-cc" => feedback.transport = true,
                _ => {}
            }
        }
        feedback
    }
}

fn push<'a>(list: &mut Vec<(u8, &'a str)>, value: &'a str, most: usize) {
    if list.len() < most
        && let Some((number, rest)) = value.split_once(' ')
        && let Ok(number) = number.parse()
    {
        list.push((number, rest));
    }
}
