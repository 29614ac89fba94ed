// Plays a stage in the client's frame: the first source that works, the next one when it fails. The
// client sends the sources as a message; it hears `ready`, `playing` with the source's place in the
// list, and `failed` when none is left.
'use strict';

(() => {
    // A source that gives nothing for so long has failed. Milliseconds.
    const PATIENCE = 15000;
    const LOOK_EVERY = 1000;

    // Step of the arrow keys in seconds, and of the volume.
    const SEEK = 5;
    const LOUDER = 0.1;

    const HLS_TYPE = 'application/vnd.apple.mpegurl';
    const PERMISSIONS = 'autoplay; fullscreen; picture-in-picture; encrypted-media';
    const RIGHTS = 'allow-scripts allow-forms allow-popups allow-popups-to-escape-sandbox allow-presentation';

    const place = document.getElementById('place');
    let said = null;
    let video = null;
    // Ends what plays now.
    let stop = () => {};

    const tell = (name, more) =>
        window.parent.postMessage({ hallway: name, ...more }, window.location.origin);

    const caption = async (one, number) => {
        const answer = await fetch(one.url, { credentials: 'omit' });
        if (!answer.ok) {
            return null;
        }
        const track = document.createElement('track');
        track.kind = 'subtitles';
        track.srclang = one.language;
        track.label = one.label || nameOf(one.language) || String(number + 1);
        track.src = URL.createObjectURL(await answer.blob());
        return track;
    };

    const nameOf = language => {
        try {
            return new Intl.DisplayNames([said.locale || language], { type: 'language' }).of(language);
        } catch {
            return language;
        }
    };

    const addCaptions = player => {
        // From anywhere, though the film itself need not allow scripts to read it.
        said.captions.forEach((one, number) => {
            caption(one, number).then(track => track && player.append(track), () => {});
        });
    };

    const library = () => new Promise((loaded, failed) => {
        if (window.Hls) {
            loaded(window.Hls);
            return;
        }
        const script = document.createElement('script');
        script.src = '/embed/hls.js';
        script.onload = () => loaded(window.Hls);
        script.onerror = failed;
        document.head.append(script);
    });

    const film = (source, index, isPlaylist) => {
        const player = document.createElement('video');
        player.controls = true;
        player.autoplay = true;
        player.playsInline = true;
        player.setAttribute('aria-label', document.title);
        addCaptions(player);
        video = player;

        let hls = null;
        let over = false;
        let heard = performance.now();
        const alive = () => {
            heard = performance.now();
        };
        for (const event of ['loadedmetadata', 'loadeddata', 'progress', 'timeupdate', 'play', 'seeking']) {
            player.addEventListener(event, alive);
        }
        player.addEventListener('playing', () => tell('playing', { index }));
        const watch = setInterval(() => {
            const starves = player.readyState < HTMLMediaElement.HAVE_CURRENT_DATA
                || (!player.paused && !player.ended
                    && player.readyState < HTMLMediaElement.HAVE_FUTURE_DATA);
            if (starves && performance.now() - heard > PATIENCE) {
                fail();
            }
        }, LOOK_EVERY);

        const finish = () => {
            if (over) {
                return;
            }
            over = true;
            clearInterval(watch);
            if (hls) {
                hls.destroy();
            }
            player.removeAttribute('src');
            player.load();
            player.remove();
            if (video === player) {
                video = null;
            }
        };
        const fail = () => {
            if (!over) {
                finish();
                play(index + 1);
            }
        };
        const byItself = () => {
            alive();
            player.src = source.url;
        };
        // Browsers that play playlists leave out subtitles and languages, but some of them, or
        // streams of servers that let no script read, play in no other way.
        const otherwise = () => {
            if (over) {
                return;
            }
            if (hls) {
                hls.destroy();
                hls = null;
            }
            if (player.canPlayType(HLS_TYPE) === '') {
                fail();
            } else {
                byItself();
            }
        };
        const byLibrary = () => library().then(Hls => {
            if (over) {
                return;
            }
            if (!Hls.isSupported()) {
                otherwise();
                return;
            }
            // No worker: its script would be a blob, which this page's policy does not run.
            hls = new Hls({ enableWorker: false });
            let mended = false;
            hls.on(Hls.Events.FRAG_LOADED, alive);
            hls.on(Hls.Events.ERROR, (_, error) => {
                if (!error.fatal) {
                    return;
                }
                if (error.type === Hls.ErrorTypes.MEDIA_ERROR && !mended) {
                    mended = true;
                    hls.recoverMediaError();
                } else if (player.currentTime > 0) {
                    fail();
                } else {
                    otherwise();
                }
            });
            hls.loadSource(source.url);
            hls.attachMedia(player);
        }).catch(otherwise);

        player.addEventListener('error', () => {
            if (!over && !hls && player.getAttribute('src')) {
                fail();
            }
        });
        place.append(player);
        if (isPlaylist) {
            byLibrary();
        } else {
            byItself();
        }
        return finish;
    };

    const page = (source, index) => {
        const frame = document.createElement('iframe');
        let over = false;
        const finish = () => {
            if (over) {
                return;
            }
            over = true;
            clearTimeout(late);
            frame.remove();
        };
        const fail = () => {
            if (!over) {
                finish();
                play(index + 1);
            }
        };
        const late = setTimeout(fail, PATIENCE);
        frame.title = document.title;
        frame.allow = PERMISSIONS;
        // A page of this very server stays a stranger to it.
        const isOwn = new URL(source.url, window.location.href).origin === window.location.origin;
        frame.setAttribute('sandbox', isOwn ? RIGHTS : `${RIGHTS} allow-same-origin`);
        if (source.kind === 'YouTube') {
            // It plays nothing without knowing from which site; that is all it is told.
            frame.referrerPolicy = 'strict-origin';
        }
        frame.addEventListener('error', fail);
        frame.addEventListener('load', () => {
            clearTimeout(late);
            tell('playing', { index });
        });
        const url = new URL(source.url, window.location.href);
        if (url.hostname === 'player.twitch.tv' || url.hostname === 'clips.twitch.tv') {
            // It lets the one site show it that is named so, and authors wrote down the one they had.
            url.searchParams.set('parent', window.location.hostname);
        }
        frame.src = url.href;
        place.append(frame);
        return finish;
    };

    const play = index => {
        stop();
        stop = () => {};
        const source = said.sources[index];
        if (!source) {
            tell('failed');
        } else if (source.kind === 'Hls' || source.kind === 'Video') {
            stop = film(source, index, source.kind === 'Hls');
        } else {
            stop = page(source, index);
        }
    };

    // What players do with keys while they have the focus, this page does when nothing has it.
    const KEYS = {
        ' ': () => (video.paused ? video.play().catch(() => {}) : video.pause()),
        k: () => KEYS[' '](),
        ArrowLeft: () => { video.currentTime -= SEEK; },
        ArrowRight: () => { video.currentTime += SEEK; },
        ArrowUp: () => { video.volume = Math.min(1, video.volume + LOUDER); },
        ArrowDown: () => { video.volume = Math.max(0, video.volume - LOUDER); },
        m: () => { video.muted = !video.muted; },
        f: () => {
            const done = document.fullscreenElement
                ? document.exitFullscreen()
                : video.requestFullscreen();
            done.catch(() => {});
        },
        c: () => {
            const tracks = [...video.textTracks];
            const shown = tracks.findIndex(track => track.mode === 'showing');
            tracks.forEach((track, index) => {
                track.mode = index === shown + 1 ? 'showing' : 'disabled';
            });
        },
    };

    document.addEventListener('keydown', event => {
        const act = Object.hasOwn(KEYS, event.key) && KEYS[event.key];
        // Players know no key for subtitles.
        const isFree = event.target === document.body || event.target === document.documentElement
            || (event.target === video && event.key === 'c');
        if (act && video && isFree && !event.ctrlKey && !event.altKey && !event.metaKey) {
            event.preventDefault();
            act();
        }
    });

    window.addEventListener('message', event => {
        const word = event.data;
        if (event.source !== window.parent || event.origin !== window.location.origin
            || !word || word.hallway !== 'begin') {
            return;
        }
        const grant = word.grant && word.grant.Stage;
        if (!grant) {
            return;
        }
        said = { sources: grant.sources, captions: grant.captions, locale: word.locale };
        if (word.title) {
            document.title = word.title;
        }
        if (word.locale) {
            document.documentElement.lang = word.locale;
        }
        play(0);
    });

    tell('ready');
})();
