# Jeder Satz der Oberfläche, einer je Zeile. Die Schlüssel nennen, wo der Satz steht.

app-name = Hallway
connecting = Verbinden …
loading-map = Karte wird geladen …
unreachable = Der Ort ist gerade nicht erreichbar. Neuer Versuch …
cancel = Abbrechen
close = Schließen
dismiss = Ausblenden

# Die Eingangsseite.
your-name = Dein Name
name-missing = Bitte gib einen Namen ein, damit andere wissen, wen sie treffen.
name-unusable = Bitte höchstens { $most } darstellbare Zeichen verwenden.
privacy-accepted = Ich habe die Datenschutzerklärung gelesen und stimme ihr zu
privacy-missing = Bitte stimme zuerst der Datenschutzerklärung zu.
privacy-read = Datenschutzerklärung lesen
enter = Eintreten
invited = Du kommst mit einer Einladung. Was sie erlaubt, steht drinnen.
entry-hint = Kein Konto nötig. Du läufst mit den Pfeiltasten oder per Klick und sprichst mit denen, neben denen du stehst.
language = Sprache

# Die Spielfigur.
avatar = Spielfigur
avatar-described = { $hair }, { $clothes }, { $color }
surprise-me = Überrasch mich
change-details = Einzelheiten ändern
part-skin = Haut
part-hair = Haar oder Kopfbedeckung
part-hair-color = Farbe von Haar oder Bedeckung
part-clothes = Kleidung
part-clothes-color = Farbe der Kleidung
part-extra = Extra

# Mikrofon und Kamera.
microphone = Mikrofon
camera = Kamera
devices-denied = Dein Browser sperrt Mikrofon und Kamera. Zuhören und zusehen kannst du trotzdem. Um gehört und gesehen zu werden, erlaube beides über das Symbol neben der Adresse.
devices-missing = Weder Mikrofon noch Kamera gefunden. Zuhören und zusehen kannst du trotzdem.
devices-unsupported = Diese Seite bekommt weder Mikrofon noch Kamera: Öffne sie über https. Zuhören und zusehen kannst du trotzdem.
microphone-denied = Dein Browser sperrt das Mikrofon. Um gehört zu werden, erlaube es über das Symbol neben der Adresse und drücke auf Mikrofon.
microphone-missing = Kein Mikrofon gefunden. Zuhören und zusehen kannst du trotzdem.
microphone-busy = Das Mikrofon lässt sich nicht nutzen. Vielleicht hat es ein anderes Programm.
camera-denied = Dein Browser sperrt die Kamera. Um gesehen zu werden, erlaube sie über das Symbol neben der Adresse und drücke auf Kamera.
camera-missing = Keine Kamera gefunden. Gehört wirst du trotzdem.
camera-busy = Die Kamera lässt sich nicht nutzen. Vielleicht hat sie ein anderes Programm.
device-replaced = { $gone } ist weg. Jetzt in Gebrauch: { $name }.
device-gone = { $name } ist weg, und es gibt kein anderes Gerät.
device-back = Wieder in Gebrauch: { $name }.
speaker-gone = { $name } ist weg. Der Ton kommt jetzt anderswo heraus.
talking-muted = Du bist stumm: niemand hört dich. Drücke auf Mikrofon, um gehört zu werden.
sound-blocked = Dein Browser wartet auf einen Klick, bevor er Ton abspielt.
turn-on-sound = Ton einschalten

# Am Ort.
venue-map = Karte des Orts
map-hint = Laufe mit den Pfeiltasten. Das Fragezeichen zeigt alle Tasten. „Leute und Plätze“ listet alles auf der Karte.
signs = Schilder auf der Karte
announcements = Mitteilungen
bar = Aktionen
people-and-places = Leute und Plätze
program = Programm
chat = Chat
settings = Einstellungen
leave = Verlassen
reconnecting = Verbindung wird wiederhergestellt …
nothing-in-front = Vor dir ist niemand.

# Mitteilungen, auf deren Wortlaut sich andere verlassen.
talking-with-one = Du sprichst mit { $name }.
talking-with-two = Du sprichst mit { $first } und { $last }.
talking-with-others = Du sprichst mit { $first } und { $count } anderen.
talking-with-many = Du sprichst mit { $first } und { $last }.
call-joined-many = { $count } Leute sind dem Gespräch beigetreten.
call-joined = { $name } ist dem Gespräch beigetreten.
call-left-many = { $count } Leute haben das Gespräch verlassen.
call-left = { $name } hat das Gespräch verlassen.
zone-entered = Du bist in { $name }.
zone-left = Du hast { $name } verlassen.
connection-lost = Verbindung verloren. Sie wird wiederhergestellt …
reconnected = Wieder verbunden.

# Türen und Klingeln.
the-door = die Tür
the-bell = die Klingel
door-open = { $name } öffnen
door-open-by-key = Leertaste drücken, um { $name } zu öffnen
door-close = { $name } schließen
door-close-by-key = Leertaste drücken, um { $name } zu schließen
bell-ring = { $name } läuten
bell-ring-by-key = Leertaste drücken, um { $name } zu läuten
door-opened = { $name } ist jetzt offen.
some-door-opened = Eine Tür ist jetzt offen.
door-closed = { $name } ist jetzt zu.
some-door-closed = Eine Tür ist jetzt zu.
bell-rang = { $name } läutet.
some-bell-rang = Es läutet.
code = Code
code-use = Los
code-wrong = Dieser Code ist falsch.

# Wo man nicht hineinkommt.
barred-locked = { $name } ist abgeschlossen.
barred-locked-here = Es ist abgeschlossen.
barred-full = { $name } ist voll.
barred-full-here = Es ist voll.
barred-role = { $name } ist für Leute mit einer anderen Rolle.
barred-role-here = Hier ist nur für Leute mit einer anderen Rolle.
barred-talk = Das Gespräch in { $name } ist voll. Du kommst dazu, sobald jemand geht.
barred-talk-here = Das Gespräch hier ist voll. Du kommst dazu, sobald jemand geht.

# Seiten auf der Karte.
sites = Seiten auf der Karte
site-show = { $host } anzeigen
site-note = Diese Seite kommt von { $host }; dort erfährt man deine Adresse.

# Eine andere Karte.
map-changed = Die Karte hat sich geändert.

# Das Gespräch.
call = Gespräch
also-in-call = Auch im Gespräch
and-more = und { $count } weitere
call-you-left = Du hast das Gespräch verlassen.
call-unavailable = Ton und Bild lassen sich nicht aufbauen. Laufen und Chat gehen trotzdem.
is-muted = Mikrofon ist aus
is-talking = Spricht
sound-of = Ton von { $name }
volume-of = Lautstärke von { $name }
mute-for-me = { $name } für mich stumm schalten
mute-for-me-short = Für mich stumm
enlarge = { $name } groß zeigen
enlarge-short = Groß
is-withheld = Deine Leitung hat keinen Platz für das Bild
pictures-fitting-now = Bilder werden so groß gezeigt, wie Platz ist.
pictures-small-now = Ab jetzt kleine Bilder.
pictures-none-now = Ab jetzt nur Ton.
line-bad = Deine Leitung ist schlecht. Weniger Bilder ließen mehr Platz für den Ton.
advice-small = Kleine Bilder
advice-none = Nur Ton
video = Video

# Neben der Karte: Treffen, Seiten, Bühnen.
sessions = Neben der Karte offen
session-edge = Größe dessen, was neben der Karte offen ist
close-session = Sitzung schließen
session-opening = Wird geöffnet …
session-opened = { $name } ist neben der Karte offen.
session-waits = { $name } wartet in einem Reiter neben der Karte.
session-key = Drücke die Leertaste, um { $name } zu öffnen.
session-message = { $text }
session-asks = { $name } fragt neben der Karte nach deiner Zustimmung.
session-press = Leertaste öffnet { $title }
session-open = { $title } öffnen
session-open-it = Öffnen
session-again = Wieder teilnehmen
session-retry = Noch einmal
session-in-tab = Diese Seite lässt sich hier nicht zeigen. Sie öffnet sich in einem eigenen Tab.
session-tab = Diese Seite öffnet sich in einem eigenen Tab.
session-open-tab = In neuem Tab öffnen
session-left = Die Sitzung ist zu Ende.
session-not-configured = Für diese Art von Sitzung ist dieser Ort nicht eingerichtet.
session-unreachable = Der Dienst für diese Sitzung antwortet nicht. Bitte versuche es gleich noch einmal.
session-not-running = Das Treffen hat noch nicht begonnen oder ist vorbei.
session-not-allowed = An dieser Sitzung darfst du nicht teilnehmen.
session-full = In dieser Sitzung ist kein Platz mehr.
session-broken = Die Karte beschreibt diese Sitzung so, dass sie sich nicht öffnen lässt.
session-not-listed = Die Veranstalter haben diese Seite nicht freigegeben.
session-of-kind = { $kind }: { $title }
session-meeting = Treffen
session-page = Seite
session-stage = Bühne
session-is-meeting = Dieses Treffen kommt von:
session-is-page = Diese Seite kommt von:
session-is-stage = Diese Bühne kommt von:
consent-title = Mit einem Dritten verbinden?
consent-text = Dort werden deine Netzadresse und alles sichtbar, was du dort tust. Gefragt wirst du einmal; die Einstellungen listen deine Antworten.
consent-yes = Zustimmen und öffnen
consent-no = Nein, danke
devices-held = Mikrofon und Kamera sind hier aus, solange du in dem Treffen bist.

# Fragen an eine Bühne.
questions = Fragen
questions-empty = Noch hat niemand etwas gefragt.
questions-clear = Leeren
questions-clear-really = Wirklich alle entfernen?
question-new = { $name } fragt: { $text }
question-yours = Deine Frage
question-ask = Fragen
question-refused = Deine Frage wurde nicht angenommen: Zu viele sind noch offen. Stell sie wieder, wenn einige beantwortet sind.
question-vote = Dafür stimmen: { $text }
question-answer = Beantwortet: { $text }
question-answer-short = Beantworten
question-hide = Verbergen: { $text }
question-hide-short = Verbergen
questions-gone = Alle Fragen wurden entfernt.
question-now-answered = Beantwortet: { $text }
question-now-open = Nicht mehr beantwortet: { $text }
question-now-hidden = Verborgen: { $text }
question-now-shown = Wieder zu sehen: { $text }
question-votes = Stimmen: { $count }
stage-next-source = { $name } kommt jetzt aus einer anderen Quelle: Die vorige geht nicht.
question-answered = Beantwortet
question-hidden = Verborgen
question-answered-hidden = Beantwortet, verborgen

# Klänge und Türen der Karte.
sound-from = Dieser Platz spielt einen Klang von { $host }. Deine Netzadresse würde dort sichtbar.
sound-play = Abspielen
exit-title = Den Ort verlassen?
exit-leads-to = Diese Tür führt zu { $host }.
exit-go = Weiter zu { $host }
exit-stay = Hier bleiben
exit-nowhere = Diese Tür führt nirgendwohin.
no-such-place = Einen solchen Platz gibt es auf dieser Karte nicht.

# Leute und Plätze.
people = Leute
find-somebody = Jemanden finden
more-people = { $count } weitere sind hier. Ihre Namen helfen, sie zu finden.
nobody-found = Niemand hier heißt so.
places = Plätze
no-places = Diese Karte nennt keine Plätze.
your-role = Deine Rolle hier: { $name }.
role-speaker = Vortrag
role-facilitator = Moderation
role-organizer = Organisation
invitation-refused = Deine Einladung gilt hier nicht: Sie ist abgelaufen oder für einen anderen Raum. Du bist als Gast drinnen.
it-is-you = Du
in-your-call = In deinem Gespräch
you-are-here = Hier bist du
walk-to = Zu { $name } laufen
walk-to-short = Hin
follow = { $name } folgen
follow-short = Folgen

# Das Programm.
program-empty = Dieser Ort hat kein Programm.

# Chat.
message = Nachricht
send = Senden
chat-lines = Gesagtes
chat-empty = Noch wurde nichts gesagt.
chat-said = { $name } sagt: { $text }
chat-to-room = An alle im Raum
chat-to-call = An dein Gespräch: { $names }
to-the-call = im Gespräch

# Einstellungen.
microphone-choice = Dieses Mikrofon nutzen
camera-choice = Diese Kamera nutzen
device-default = Wie der Browser wählt
check-devices = Geräte wählen und prüfen
microphone-level = Pegel des Mikrofons
noise-suppression = Rauschen unterdrücken
echo-cancellation = Echo unterdrücken
auto-gain = Meine Lautstärke anpassen
mirror = Mich selbst gespiegelt sehen
pictures-choice = Bilder der anderen
pictures-fitting = So groß wie angezeigt
pictures-small = Klein: spart Daten
pictures-none = Keine: nur Ton
speaker-choice = Diesen Lautsprecher nutzen
speaker-test = Testton abspielen
push-to-talk = Sprechtaste: nur gehört werden, solange ich sie halte
talk-key = Taste zum Halten: { $key }
talk-key-next = Drücke die gewünschte Taste…
talk-key-taken = Diese Taste hat schon eine Bedeutung. Drücke eine andere…
zoom = Größe der Karte
show-keys = Tasten anzeigen
sounds = Klänge des Orts
sounds-volume = Lautstärke dieser Klänge
agreed-hosts = Dritte, denen du zugestimmt hast
agreed-none = Bisher keine.
agreed-forget = { $host } vergessen
agreed-forget-short = Vergessen

# Die Tasten.
keys = Tasten
key-shift = Umschalt
key-enter = Eingabe
key-space = Leertaste
key-escape = Esc
keys-walk = Laufen
keys-walk-too = Auch laufen
keys-run = Gedrückt halten, um zu rennen
keys-talk = Zum Sprechen halten
keys-talk-off = Zum Sprechen halten, wenn die Sprechtaste in den Einstellungen an ist
keys-act = Zu der Person vor dir gehen
keys-zoom = Karte größer oder kleiner zeigen
keys-close = Vorderes Fenster schließen
keys-help = Diese Tasten zeigen
keys-pointer = Klicke oder tippe auf den Boden, um dorthin zu laufen. Drehe am Rad oder spreize zwei Finger, um näher heranzugehen.

# Nicht am Ort.
refused-title = Du bist nicht am Ort
try-again = Noch einmal versuchen
back-to-entry = Zurück zum Eingang
no-map = Die Karte konnte nicht geladen werden. Bitte versuche es gleich noch einmal.
no-picture = Dein Browser kann die Karte nicht zeichnen: Dafür braucht es WebGL 2. Bitte nimm einen aktuellen Browser oder schalte die Hardwarebeschleunigung ein.
refused-wrong-version = Der Ort wurde inzwischen erneuert. Bitte lade die Seite neu.
refused-bad-message = Der Ort hat diese Seite nicht verstanden. Bitte lade sie neu.
refused-out-of-order = Der Ort hat diese Seite nicht verstanden. Bitte lade sie neu.
refused-bad-name = Dieser Name geht nicht. Bitte wähle einen anderen.
refused-no-such-room = Diesen Raum gibt es nicht. Bitte prüfe die Adresse.
refused-broken-room = Dieser Raum lässt sich gerade nicht öffnen. Den Grund finden die Veranstalter im Protokoll.
refused-full = Es ist gerade voll. Bitte versuche es gleich noch einmal.
refused-too-fast = Von dieser Seite kam zu viel auf einmal. Bitte versuche es gleich noch einmal.
refused-timed-out = Die Verbindung ging verloren. Bitte versuche es noch einmal.
refused-too-slow = Deine Verbindung ist gerade zu langsam. Bitte versuche es noch einmal.
refused-replaced = Du bist in einem anderen Fenster am Ort.
refused-shutting-down = Der Ort schließt gerade. Bitte komm gleich wieder.
refused-bad-media = Ton und Bild ließen sich nicht aufbauen. Bitte lade die Seite neu.

# Die Spielfigur: was sich wählen lässt. Farben sind die Namen von Farbmustern.
avatar-skin-1 = Porzellan
avatar-skin-2 = Hell
avatar-skin-3 = Hell und warm
avatar-skin-4 = Gebräunt
avatar-skin-5 = Goldbraun
avatar-skin-6 = Karamell
avatar-skin-7 = Braun
avatar-skin-8 = Dunkelbraun
avatar-skin-9 = Tiefbraun
avatar-skin-10 = Ebenholz

avatar-hair-color-black = Schwarz
avatar-hair-color-dark-brown = Dunkelbraun
avatar-hair-color-brown = Braun
avatar-hair-color-auburn = Kastanienrot
avatar-hair-color-ginger = Rot
avatar-hair-color-dark-blond = Dunkelblond
avatar-hair-color-blond = Blond
avatar-hair-color-platinum = Platinblond
avatar-hair-color-grey = Grau
avatar-hair-color-white = Weiß
avatar-hair-color-pink = Rosa
avatar-hair-color-blue = Blau
avatar-hair-color-green = Grün
avatar-hair-color-purple = Lila

avatar-color-charcoal = Anthrazit
avatar-color-navy = Marineblau
avatar-color-blue = Blau
avatar-color-teal = Petrol
avatar-color-green = Grün
avatar-color-lime = Limette
avatar-color-yellow = Gelb
avatar-color-orange = Orange
avatar-color-red = Rot
avatar-color-pink = Rosa
avatar-color-purple = Lila
avatar-color-brown = Braun
avatar-color-sand = Sand
avatar-color-white = Weiß

avatar-hair-short = Kurzes Haar
avatar-hair-long = Langes Haar
avatar-hair-bun = Dutt
avatar-hair-curly = Locken
avatar-hair-afro = Afro
avatar-hair-bob = Bob
avatar-hair-ponytail = Pferdeschwanz
avatar-hair-buzz = Stoppeln
avatar-hair-bald = Glatze
avatar-hair-hijab = Hidschab
avatar-hair-turban = Turban
avatar-hair-cap = Schirmmütze
avatar-hair-beanie = Strickmütze
avatar-hair-braids = Zöpfe

avatar-clothes-t-shirt = T-Shirt und Jeans
avatar-clothes-hoodie = Kapuzenpulli
avatar-clothes-dress = Kleid
avatar-clothes-skirt = Bluse und Rock
avatar-clothes-jacket = Jacke
avatar-clothes-suit = Anzug
avatar-clothes-overalls = Latzhose

avatar-extra-none = Ohne
avatar-extra-glasses = Brille
avatar-extra-round-glasses = Runde Brille
avatar-extra-sunglasses = Sonnenbrille
avatar-extra-headphones = Kopfhörer
avatar-extra-beard = Bart
avatar-extra-scarf = Schal

# Den Bildschirm teilen.
share-screen = Bildschirm teilen
share-short = Bildschirm
screen-own-shared = Du teilst deinen Bildschirm.
screen-own-over = Du teilst deinen Bildschirm nicht mehr.
screen-own-note = Du teilst deinen Bildschirm mit denen, mit denen du sprichst.
screen-stop = Nicht mehr teilen
screen-unwanted = Du hast nur Ton gewählt, deshalb ist der Bildschirm nicht zu sehen.
screen-show = Bildschirm und kleine Bilder zeigen
screen-denied = Dein Browser hat den Bildschirm nicht freigegeben.
screen-unavailable = Der Bildschirm lässt sich nicht teilen.
screen-taken = { $name } teilt hier gerade einen Bildschirm. Es wird nur einer zugleich gezeigt.
screen-not-here = Hier kann nur einen Bildschirm teilen, wer auf dem Podium ist.
screen-shared = { $name } teilt einen Bildschirm.
screen-ended = { $name } teilt den Bildschirm nicht mehr.
screen-of = Bildschirm von { $name }
screen-small = Klein zeigen
full-screen = Vollbild

# Höflich sein.
lock-bubble = Gespräch abschließen
lock-short = Abschließen
bubble-locked = Das Gespräch ist abgeschlossen. Wer dazukommen möchte, muss anklopfen.
bubble-opened = Das Gespräch ist wieder offen.
bubble-is-locked = Dieses Gespräch ist abgeschlossen.
in-locked-bubble = In einem abgeschlossenen Gespräch
knock = Beim abgeschlossenen Gespräch von { $names } anklopfen
knock-by-key = Leertaste drücken, um beim abgeschlossenen Gespräch von { $names } anzuklopfen
knock-heard = Du hast angeklopft. Du erfährst gleich, ob du dazukommen kannst.
knock-let-in = { $name } lässt dich herein.
knock-let-in-here = Du kannst dazukommen.
knock-not-now = Gerade nicht: Man möchte unter sich bleiben.
knock-no-answer = Auf dein Klopfen hat niemand geantwortet.
knock-full = In diesem Gespräch ist kein Platz mehr.
knocks = { $name } klopft an.
knocks-note = { $name } klopft an und möchte dazukommen.
let-in = { $name } hereinlassen
not-now = Gerade nicht
presence = Ob man dich ansprechen kann
do-not-disturb = Bitte nicht stören
away = Abwesend
you-are-away = Du bist abwesend. Mikrofon und Kamera sind aus.
you-are-back = Du bist wieder da.
you-are-not-disturbed = Du wirst nicht gestört: Du kommst in kein Gespräch.
you-are-open = Man kann dich wieder ansprechen.
away-note = Du bist abwesend: Mikrofon und Kamera sind aus, und du kommst in kein Gespräch.
away-end = Ich bin wieder da
undisturbed-note = Bitte nicht stören: Du kommst in kein Gespräch.
undisturbed-end = Man darf mich stören
following = Du folgst { $name }. Escape beendet das.
following-over = Du folgst { $name } nicht mehr.
keys-let-in = Hereinlassen, wer anklopft
keys-away = Abwesend, oder wieder da

# Ordnung halten: was man selbst tat, und was mit einem getan wurde.
order-muted = { $name } hat dich stummgeschaltet: { $reason }
order-muted-plain = { $name } hat dich stummgeschaltet.
order-unmuted = Du bist nicht mehr stummgeschaltet, sagt { $name }.
order-moved-out = { $name } hat dich aus dem Bereich gewiesen: { $reason }
order-moved-out-plain = { $name } hat dich aus dem Bereich gewiesen.
order-let-back = { $name } lässt dich wieder hinein.
order-removed = { $name } hat dich weggeschickt: { $reason }
order-removed-plain = { $name } hat dich weggeschickt.
order-banned = { $name } hat dich ausgesperrt: { $reason }
order-banned-plain = { $name } hat dich ausgesperrt.
order-may-speak = { $name } erteilt dir das Wort.
order-may-not-speak = { $name } bittet dich, wieder still zu sein.
order-not-allowed = Das steht dir nicht zu.
order-too-high = Das geht nicht bei jemandem mit gleicher oder höherer Rolle.
order-gone = Das gibt es hier nicht mehr.
order-not-kept = Es ist getan, konnte aber nicht aufgeschrieben werden: Es kann vergessen sein, wenn der Server endet.
done-muted = Du hast { $name } stummgeschaltet.
done-unmuted = Du lässt { $name } wieder sprechen und schreiben.
done-moved-out = Du hast { $name } aus dem Bereich gewiesen.
done-let-back = Du lässt { $name } wieder hinein.
done-removed = Du hast { $name } für zehn Minuten weggeschickt.
done-banned = Du hast { $name } ausgesperrt.
done-let-speak = Du hast { $name } das Wort erteilt.
done-let-speak-over = Du hast { $name } das Wort entzogen.
done-undone = Rückgängig gemacht: { $name }.
kept-quiet = Man kann dich hier gerade nicht hören. Hebe die Hand, um zu sprechen.
kept-from-some = Etwas, das du sendest, wird hier gerade nicht angenommen.
kept-from-nothing = Du darfst wieder sprechen.
barred-put-out = Du wurdest aus { $name } gewiesen und kannst einige Minuten lang nicht hinein.
barred-put-out-here = Du wurdest hier hinausgewiesen und kannst einige Minuten lang nicht hinein.
keeping-order = Ordnung halten
reason = Grund, wird der betroffenen Person gezeigt
quiet-in = Ruhe in { $name }
freeze = Raum anhalten
frozen-note = Der Raum ist angehalten: Niemand geht oder spricht, bis die Moderation ihn freigibt.
announce = Durchsagen
announce-to-all = Durchsage an alle
announcement-by = Durchsage von { $name }: { $text }
raise-hand = Hand heben
raise-hand-short = Hand
hand-is-up = Hand ist oben
is-muted-by-order = Von der Moderation stummgeschaltet
may-speak = Darf sprechen
mute = { $name } stummschalten
mute-short = Stumm
let-speak = { $name } das Wort erteilen
let-speak-short = Wort erteilen
move-out = { $name } aus dem Bereich weisen
move-out-short = Hinausweisen
remove = { $name } wegschicken
remove-short = Wegschicken
ban = { $name } aussperren
ban-short = Aussperren
undo = Rückgängig
undo-about = Rückgängig bei { $name }
refused-removed = Du kannst in einigen Minuten wiederkommen.
refused-banned = Die Moderation dieses Ortes lässt dich nicht hinein.
refused-invitation-needed = Diese Veranstaltung ist für Eingeladene. Bitte komm über deinen Link.
refused-password-needed = Diese Veranstaltung fragt nach einem Passwort, und dieses ist es nicht.
venue-password = Passwort der Veranstaltung

# Türen und Warteräume.
waiting-room = Warteraum
waiting-for-admission = Gleich lässt dich jemand herein.
waiting-for-place = Es ist voll. Vor dir warten noch: { $count }.
waiting-for-place-next = Es ist voll. Du kommst als Nächstes.
waiting-hint = Diese Seite bringt dich von selbst hinein. Bitte lass sie offen.
waits-at-door = { $name } möchte hereinkommen.
waits-at-zone = { $name } möchte in { $zone } kommen.
many-wait = { $count } Personen möchten hereinkommen.
waits-for = Möchte in { $name } kommen
waits-for-venue = Möchte hereinkommen
has-account = Möchte hereinkommen, mit Konto
admit = { $name } hereinlassen
admit-short = Hereinlassen
admit-all = Alle hereinlassen
admit-accounts = Alle mit Konto hereinlassen
turn-away = { $name } abweisen
turn-away-short = Abweisen
order-admitted = { $name } lässt dich hinein.
order-turned-away = { $name } lässt dich nicht hinein: { $reason }
order-turned-away-plain = { $name } lässt dich nicht hinein.
done-admitted = Du hast { $name } hereingelassen.
done-turned-away = Du hast { $name } abgewiesen.
barred-waiting = In { $name } muss dich jemand hineinlassen. Man weiß, dass du wartest.
barred-waiting-here = Hier muss dich jemand hineinlassen. Man weiß, dass du wartest.
barred-closed = { $name } ist zu dieser Zeit geschlossen.
barred-closed-here = Hier ist zu dieser Zeit geschlossen.
refused-turned-away = Du kannst in einigen Minuten wieder fragen.
refused-closed = Zu dieser Zeit ist geschlossen.
closed-until = Noch ist geschlossen. Geöffnet wird am { $time }, deine Zeit.
entry-waiting-room = Nachdem du eingetreten bist, lässt dich jemand herein.
door-of = Tür von { $name }
zone-open = Offen
zone-locked = Abgeschlossen

# Verbergen, blockieren, melden.
hide-line = Verbergen, was { $name } schrieb
hide-line-short = Verbergen
show-line = Wieder zeigen, was { $name } schrieb
show-line-short = Zeigen
line-hidden = Verborgen
more = Mehr
more-about = Mehr zu { $name }
block = { $name } blockieren
block-short = Blockieren
block-hint = Ihr hört, seht und lest einander dann nicht und kommt in keinem Gespräch zusammen.
is-blocked = Von dir blockiert
you-block = Du blockierst { $name }.
you-block-no-longer = Du blockierst { $name } nicht mehr.
report = { $name } melden
report-short = Melden
report-what = Was ist los?
report-what-about = Was macht { $name }?
report-taken = Danke. Die Moderation sieht deine Meldung, und du bekommst eine Antwort.
report-not-kept = Die Moderation sieht deine Meldung, sie konnte aber nicht aufgeschrieben werden.
report-too-many = Du hast gerade viel gemeldet. Bitte sprich jemanden von der Moderation an.
report-done = { $by } hat sich deine Meldung zu { $about } angesehen.
report-answered = { $by } antwortet auf deine Meldung zu { $about }: { $text }
reports = Meldungen
report-of = { $by } meldet { $about }.
report-said = Was zuvor geschrieben wurde
report-answer = Antwort an { $name }
report-answer-short = Antwort
report-close = Antworten und schließen
