# Every sentence of the interface, one a line. Keys are named after where the sentence stands.

app-name = Hallway
connecting = Connecting…
loading-map = Loading the map…
unreachable = The venue can’t be reached at the moment. Trying again…
cancel = Cancel
close = Close
dismiss = Dismiss

# The entry page.
your-name = Your name
name-missing = Please enter a name, so that others know whom they meet.
name-unusable = Please use at most { $most } characters that can be shown.
privacy-accepted = I have read and accept the privacy policy
privacy-missing = Please accept the privacy policy first.
privacy-read = Read the privacy policy
enter = Enter
invited = You come by an invitation. What it grants is shown inside.
entry-hint = No account needed. You walk with the arrow keys or a click, and talk to whoever you stand next to.
language = Language

# The avatar.
avatar = Avatar
avatar-described = { $hair }, { $clothes }, { $color }
surprise-me = Surprise me
change-details = Change details
part-skin = Skin
part-hair = Hair or head cover
part-hair-color = Colour of hair or cover
part-clothes = Clothes
part-clothes-color = Colour of clothes
part-extra = Extra

# Microphone and camera.
microphone = Microphone
camera = Camera
devices-denied = Microphone and camera are blocked by your browser. You can listen and watch all the same. To be heard and seen, allow both by the icon beside the page’s address.
devices-missing = No microphone and no camera were found. You can listen and watch all the same.
devices-unsupported = This page gets no microphone or camera: allow it by opening the page with https. You can listen and watch all the same.
microphone-denied = The microphone is blocked by your browser. To be heard, allow it by the icon beside the page’s address, then press Microphone.
microphone-missing = No microphone was found. You can listen and watch all the same.
microphone-busy = The microphone can’t be used. Perhaps another program has it.
camera-denied = The camera is blocked by your browser. To be seen, allow it by the icon beside the page’s address, then press Camera.
camera-missing = No camera was found. You can be heard all the same.
camera-busy = The camera can’t be used. Perhaps another program has it.
device-replaced = { $gone } is gone. In use now: { $name }.
device-gone = { $name } is gone, and there is no other one.
device-back = In use again: { $name }.
speaker-gone = { $name } is gone. Sound comes out elsewhere now.
talking-muted = You are muted: nobody hears you. Press Microphone to be heard.
sound-blocked = Your browser waits for a click before it plays sound.
turn-on-sound = Turn on sound

# The venue.
venue-map = Venue map
map-hint = Walk with the arrow keys. Press the question mark for all keys. People and places lists everything on the map.
signs = Signs on the map
announcements = Announcements
bar = Actions
people-and-places = People and places
program = Program
chat = Chat
settings = Settings
leave = Leave
reconnecting = Reconnecting…
nothing-in-front = There is nobody in front of you.

# Announcements whose words others rely on.
talking-with-one = You are talking with { $name }.
talking-with-two = You are talking with { $first } and { $last }.
talking-with-others = You are talking with { $first } and { $count } others.
talking-with-many = You are talking with { $first } and { $last }.
call-joined-many = { $count } people joined the call.
call-joined = { $name } joined the call.
call-left-many = { $count } people left the call.
call-left = { $name } left the call.
zone-entered = You are in { $name }.
zone-left = You left { $name }.
connection-lost = Connection lost. Reconnecting…
reconnected = Reconnected.

# Doors and bells.
the-door = the door
the-bell = the bell
door-open = Open { $name }
door-open-by-key = Press Space to open { $name }
door-close = Close { $name }
door-close-by-key = Press Space to close { $name }
bell-ring = Ring { $name }
bell-ring-by-key = Press Space to ring { $name }
door-opened = { $name } opened.
some-door-opened = A door opened.
door-closed = { $name } closed.
some-door-closed = A door closed.
bell-rang = { $name } rings.
some-bell-rang = A bell rings.
code = Code
code-use = Go
code-wrong = This code is wrong.

# What one is kept out of.
barred-locked = { $name } is locked.
barred-locked-here = It is locked.
barred-full = { $name } is full.
barred-full-here = It is full.
barred-role = { $name } is for people with another role.
barred-role-here = This is for people with another role.
barred-talk = The talk in { $name } is full. You join it when somebody leaves.
barred-talk-here = The talk here is full. You join it when somebody leaves.

# Pages on the map.
sites = Pages on the map
site-show = Show { $host }
site-note = This page comes from { $host }, which will learn your address.

# Another map.
map-changed = The map has changed.

# The call.
call = Call
also-in-call = Also in the call
and-more = and { $count } more
call-you-left = You left the call.
call-unavailable = Sound and video can’t be set up. Walking and chat work all the same.
is-muted = Microphone is off
is-talking = Is talking
sound-of = Sound of { $name }
volume-of = Volume of { $name }
mute-for-me = Mute { $name } for me
mute-for-me-short = Mute for me
enlarge = Show { $name } large
enlarge-short = Large
is-withheld = No room for the picture on your line
pictures-fitting-now = Pictures are shown as large as there is room for.
pictures-small-now = Small pictures from now on.
pictures-none-now = Sound only from now on.
line-bad = Your line is bad. Fewer pictures would leave more room for sound.
advice-small = Small pictures
advice-none = Sound only
video = Video

# Beside the map: meetings, pages, stages.
sessions = Open beside the map
session-edge = Size of what is open beside the map
close-session = Close session
session-opening = Opening…
session-opened = { $name } is open beside the map.
session-waits = { $name } is waiting in a tab beside the map.
session-key = Press Space to open { $name }.
session-message = { $text }
session-asks = { $name } asks for your consent beside the map.
session-press = Press Space to open { $title }
session-open = Open { $title }
session-open-it = Open
session-again = Join again
session-retry = Retry
session-in-tab = This page can’t be shown here. It opens in a tab of its own.
session-tab = This page opens in a tab of its own.
session-open-tab = Open in a new tab
session-left = The session has ended.
session-not-configured = This venue is not set up for this kind of session.
session-unreachable = The service for this session does not answer. Please try again in a moment.
session-not-running = The meeting has not begun yet, or is over.
session-not-allowed = You may not join this session.
session-full = There is no room left in this session.
session-broken = The map describes this session in a way that can’t be used.
session-not-listed = The organizers have not allowed this page.
session-of-kind = { $kind }: { $title }
session-meeting = Meeting
session-page = Page
session-stage = Stage
session-is-meeting = This meeting comes from:
session-is-page = This page comes from:
session-is-stage = This stage comes from:
consent-title = Connect to a third party?
consent-text = It will see your network address and whatever you do there. You are asked once; Settings lists your answers.
consent-yes = Agree and open
consent-no = No, thanks
devices-held = Your microphone and camera are off here while you are in the meeting.

# Questions to a stage.
questions = Questions
questions-empty = Nobody has asked anything yet.
questions-clear = Clear
questions-clear-really = Really take all away?
question-new = { $name } asks: { $text }
question-yours = Your question
question-ask = Ask
question-refused = Your question was not taken: too many are open. Ask again when some are answered.
question-vote = Vote for: { $text }
question-answer = Answered: { $text }
question-answer-short = Answer
question-hide = Hide: { $text }
question-hide-short = Hide
questions-gone = All questions were taken away.
question-now-answered = Answered: { $text }
question-now-open = Not answered any more: { $text }
question-now-hidden = Hidden: { $text }
question-now-shown = Shown again: { $text }
question-votes = Votes: { $count }
stage-next-source = { $name } plays from another source: the one before does not work.
question-answered = Answered
question-hidden = Hidden
question-answered-hidden = Answered, hidden

# Sounds and doors of the map.
sound-from = This place plays a sound from { $host }, which would see your network address.
sound-play = Play
exit-title = Leave the venue?
exit-leads-to = This door leads to { $host }.
exit-go = Go to { $host }
exit-stay = Stay here
exit-nowhere = This door leads nowhere.
no-such-place = There is no such place on this map.

# People and places.
people = People
find-somebody = Find somebody
more-people = { $count } more are here. Find them by their names.
nobody-found = Nobody here has such a name.
places = Places
no-places = This map names no places.
your-role = Your role here: { $name }.
role-speaker = Speaker
role-facilitator = Facilitator
role-organizer = Organizer
invitation-refused = Your invitation does not count here: it has expired, or it is for another room. You are in as a visitor.
it-is-you = You
in-your-call = In your call
you-are-here = You are here
walk-to = Walk to { $name }
walk-to-short = Walk
follow = Follow { $name }
follow-short = Follow

# The program.
program-empty = This venue has no program.

# Chat.
message = Message
send = Send
chat-lines = What was said
chat-empty = Nothing has been said yet.
chat-said = { $name } says: { $text }
chat-to-room = To everybody in the room
chat-to-call = To your call: { $names }
to-the-call = in the call

# Settings.
microphone-choice = Microphone to use
camera-choice = Camera to use
device-default = The browser’s choice
check-devices = Choose and test devices
microphone-level = Microphone level
noise-suppression = Suppress noise
echo-cancellation = Cancel echo
auto-gain = Adjust my loudness
mirror = Mirror my own view
pictures-choice = Pictures of others
pictures-fitting = As large as shown
pictures-small = Small: saves data
pictures-none = None: sound only
speaker-choice = Speaker to use
speaker-test = Play a test sound
push-to-talk = Push to talk: hold a key to be heard
talk-key = Key to hold: { $key }
talk-key-next = Press the key to use…
talk-key-taken = That key has another use. Press another one…
zoom = Size of the map
show-keys = Show the keys
sounds = Sounds of the venue
sounds-volume = Volume of these sounds
agreed-hosts = Third parties you agreed to
agreed-none = None so far.
agreed-forget = Forget { $host }
agreed-forget-short = Forget

# The keys.
keys = Keys
key-shift = Shift
key-enter = Enter
key-space = Space
key-escape = Esc
keys-walk = Walk
keys-walk-too = Walk as well
keys-run = Hold to run
keys-talk = Hold to talk
keys-talk-off = Hold to talk, once push to talk is on in the settings
keys-act = Walk up to whoever is in front of you
keys-zoom = Show the map larger or smaller
keys-close = Close the panel in front
keys-help = Show these keys
keys-pointer = Click or tap the ground to walk there. Turn the wheel or spread two fingers to come closer.

# Not in the venue.
refused-title = You are not in the venue
try-again = Try again
back-to-entry = Back to the entrance
no-map = The map could not be loaded. Please try again in a moment.
no-picture = Your browser can’t draw the map: it needs WebGL 2. Please try a current browser, or turn on hardware acceleration.
refused-wrong-version = The venue was updated meanwhile. Please reload the page.
refused-bad-message = The venue did not understand this page. Please reload it.
refused-out-of-order = The venue did not understand this page. Please reload it.
refused-bad-name = This name can’t be used. Please choose another one.
refused-no-such-room = There is no such room. Please check the address.
refused-broken-room = This room can’t be opened at the moment. The organizers can find the reason in the log.
refused-full = It is full at the moment. Please try again in a moment.
refused-too-fast = Too much came from this page at once. Please try again in a moment.
refused-timed-out = The connection was lost. Please try again.
refused-too-slow = Your connection is too slow at the moment. Please try again.
refused-replaced = You are in the venue in another window.
refused-shutting-down = The venue is closing. Please come again in a moment.
refused-bad-media = Sound and video could not be set up. Please reload the page.

# The avatar: what can be chosen. Colours are spoken names of swatches.
avatar-skin-1 = Porcelain
avatar-skin-2 = Light
avatar-skin-3 = Light warm
avatar-skin-4 = Tan
avatar-skin-5 = Golden brown
avatar-skin-6 = Caramel
avatar-skin-7 = Brown
avatar-skin-8 = Dark brown
avatar-skin-9 = Deep brown
avatar-skin-10 = Ebony

avatar-hair-color-black = Black
avatar-hair-color-dark-brown = Dark brown
avatar-hair-color-brown = Brown
avatar-hair-color-auburn = Auburn
avatar-hair-color-ginger = Ginger
avatar-hair-color-dark-blond = Dark blond
avatar-hair-color-blond = Blond
avatar-hair-color-platinum = Platinum blond
avatar-hair-color-grey = Grey
avatar-hair-color-white = White
avatar-hair-color-pink = Pink
avatar-hair-color-blue = Blue
avatar-hair-color-green = Green
avatar-hair-color-purple = Purple

avatar-color-charcoal = Charcoal
avatar-color-navy = Navy
avatar-color-blue = Blue
avatar-color-teal = Teal
avatar-color-green = Green
avatar-color-lime = Lime
avatar-color-yellow = Yellow
avatar-color-orange = Orange
avatar-color-red = Red
avatar-color-pink = Pink
avatar-color-purple = Purple
avatar-color-brown = Brown
avatar-color-sand = Sand
avatar-color-white = White

avatar-hair-short = Short hair
avatar-hair-long = Long hair
avatar-hair-bun = Bun
avatar-hair-curly = Curls
avatar-hair-afro = Afro
avatar-hair-bob = Bob
avatar-hair-ponytail = Ponytail
avatar-hair-buzz = Buzz cut
avatar-hair-bald = Bald
avatar-hair-hijab = Hijab
avatar-hair-turban = Turban
avatar-hair-cap = Cap
avatar-hair-beanie = Beanie
avatar-hair-braids = Braids

avatar-clothes-t-shirt = T-shirt and jeans
avatar-clothes-hoodie = Hoodie
avatar-clothes-dress = Dress
avatar-clothes-skirt = Blouse and skirt
avatar-clothes-jacket = Jacket
avatar-clothes-suit = Suit
avatar-clothes-overalls = Dungarees

avatar-extra-none = None
avatar-extra-glasses = Glasses
avatar-extra-round-glasses = Round glasses
avatar-extra-sunglasses = Sunglasses
avatar-extra-headphones = Headphones
avatar-extra-beard = Beard
avatar-extra-scarf = Scarf

# Sharing a screen.
share-screen = Share screen
share-short = Screen
screen-own-shared = You are sharing your screen.
screen-own-over = You no longer share your screen.
screen-own-note = You are sharing your screen with those you talk with.
screen-stop = Stop sharing
screen-unwanted = You chose sound only, so the screen is not shown.
screen-show = Show the screen and small pictures
screen-denied = Your browser did not share the screen.
screen-unavailable = The screen can’t be shared.
screen-taken = { $name } is sharing a screen here. Only one is shown at a time.
screen-not-here = Here only those on the podium can share a screen.
screen-shared = { $name } is sharing a screen.
screen-ended = { $name } no longer shares a screen.
screen-of = Screen of { $name }
screen-small = Show small
full-screen = Full screen

# Being polite.
lock-bubble = Lock the bubble
lock-short = Lock
bubble-locked = The bubble is locked. Who wants to come in has to knock.
bubble-opened = The bubble is open again.
bubble-is-locked = This bubble is locked.
in-locked-bubble = In a locked bubble
knock = Knock at the locked bubble of { $names }
knock-by-key = Press Space to knock at the locked bubble of { $names }
knock-heard = You knocked. You will be told whether you may come in.
knock-let-in = { $name } lets you in.
knock-let-in-here = You may come in.
knock-not-now = Not now: those inside want to be among themselves.
knock-no-answer = Nobody answered your knock.
knock-full = There is no room in this bubble.
knocks = { $name } knocks.
knocks-note = { $name } knocks and would like to come in.
let-in = Let { $name } in
not-now = Not now
presence = Whether you may be talked to
do-not-disturb = Do not disturb
away = Away
you-are-away = You are away. Microphone and camera are off.
you-are-back = You are back.
you-are-not-disturbed = You are not disturbed: you get into no bubble.
you-are-open = You may be talked to again.
away-note = You are away: microphone and camera are off, and you get into no bubble.
away-end = I’m back
undisturbed-note = Do not disturb: you get into no bubble.
undisturbed-end = May be disturbed
following = You follow { $name }. Escape ends it.
following-over = You no longer follow { $name }.
keys-let-in = Let in who knocks
keys-away = Away, or back

# Keeping order: what one did, and what was done about oneself. Some words are relied on by others.
order-muted = You were muted by { $name }: { $reason }
order-muted-plain = You were muted by { $name }.
order-unmuted = You are no longer muted, says { $name }.
order-moved-out = You were put out of the zone by { $name }: { $reason }
order-moved-out-plain = You were put out of the zone by { $name }.
order-let-back = { $name } lets you come in again.
order-removed = You were sent away by { $name }: { $reason }
order-removed-plain = You were sent away by { $name }.
order-banned = You were banned by { $name }: { $reason }
order-banned-plain = You were banned by { $name }.
order-may-speak = { $name } lets you speak.
order-may-not-speak = { $name } asks you to be quiet again.
order-not-allowed = That is not for you to do.
order-too-high = You can’t do that to somebody of an equal or higher role.
order-gone = That is not there any more.
order-not-kept = It is done, but could not be written down: it may be forgotten when the server stops.
done-muted = You muted { $name }.
done-unmuted = You let { $name } speak and write again.
done-moved-out = You put { $name } out of the zone.
done-let-back = You let { $name } come in again.
done-removed = You sent { $name } away for ten minutes.
done-banned = You banned { $name }.
done-let-speak = You let { $name } speak.
done-let-speak-over = You let { $name } speak no longer.
done-undone = Undone: { $name }.
kept-quiet = You can’t be heard here now. Raise your hand to speak.
kept-from-some = Something you send is not taken here now.
kept-from-nothing = You may speak again.
barred-put-out = You were put out of { $name } and can’t come in again for some minutes.
barred-put-out-here = You were put out of here and can’t come in again for some minutes.
keeping-order = Keeping order
reason = Reason, shown to the one concerned
quiet-in = Quiet in { $name }
freeze = Freeze the room
frozen-note = The room is frozen: nobody walks or speaks until the facilitators set it free.
announce = Announce
announce-to-all = Announcement to all
announcement-by = Announcement by { $name }: { $text }
raise-hand = Raise hand
raise-hand-short = Hand
hand-is-up = Hand is up
is-muted-by-order = Muted by facilitators
may-speak = May speak
mute = Mute { $name }
mute-short = Mute
let-speak = Let { $name } speak
let-speak-short = Let speak
move-out = Move { $name } out of the zone
move-out-short = Move out
remove = Remove { $name }
remove-short = Remove
ban = Ban { $name }
ban-short = Ban
undo = Undo
undo-about = Undo for { $name }
refused-removed = You can come again in some minutes.
refused-banned = The facilitators of this venue do not let you in.
refused-invitation-needed = This event is for those who were invited. Please come by your link.
refused-password-needed = This event asks for a password, and this one is not it.
venue-password = Password of the event

# Doors and waiting rooms.
waiting-room = Waiting room
waiting-for-admission = Somebody will let you in soon.
waiting-for-place = The venue is full. Waiting before you: { $count }.
waiting-for-place-next = The venue is full. You come next.
waiting-hint = This page brings you in by itself. Please leave it open.
waits-at-door = { $name } waits to come in.
waits-at-zone = { $name } waits to come into { $zone }.
many-wait = { $count } people wait to come in.
waits-for = Waits to come into { $name }
waits-for-venue = Waits to come in
has-account = Waits to come in, with an account
admit = Admit { $name }
admit-short = Admit
admit-all = Admit all
admit-accounts = Admit all with an account
turn-away = Turn away { $name }
turn-away-short = Turn away
order-admitted = { $name } lets you come in.
order-turned-away = { $name } does not let you in: { $reason }
order-turned-away-plain = { $name } does not let you in.
done-admitted = You let { $name } in.
done-turned-away = You turned { $name } away.
barred-waiting = Somebody has to let you into { $name }. They know that you wait.
barred-waiting-here = Somebody has to let you in here. They know that you wait.
barred-closed = { $name } is closed at this time.
barred-closed-here = It is closed here at this time.
refused-turned-away = You can ask again in some minutes.
refused-closed = The venue is closed at this time.
closed-until = The venue is closed. It opens on { $time }, your time.
entry-waiting-room = After you enter, somebody lets you in.
door-of = Door of { $name }
zone-open = Open
zone-locked = Locked

# Hiding, blocking, reporting.
hide-line = Hide what { $name } wrote
hide-line-short = Hide
show-line = Show again what { $name } wrote
show-line-short = Show
line-hidden = Hidden
more = More
more-about = More about { $name }
block = Block { $name }
block-short = Block
block-hint = You neither hear, see nor read one another then, and meet in no call.
is-blocked = Blocked by you
you-block = You block { $name }.
you-block-no-longer = You no longer block { $name }.
report = Report { $name }
report-short = Report
report-what = What do they do?
report-what-about = What does { $name } do?
report-taken = Thank you. The facilitators see your report, and you get an answer.
report-not-kept = The facilitators see your report, but it could not be written down.
report-too-many = You have reported a lot just now. Please speak to a facilitator.
report-done = { $by } has looked into your report about { $about }.
report-answered = { $by } answers your report about { $about }: { $text }
reports = Reports
report-of = { $by } reports { $about }.
report-said = What they wrote before
report-answer = Answer to { $name }
report-answer-short = Answer
report-close = Answer and close
