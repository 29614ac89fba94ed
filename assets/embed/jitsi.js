// Shows a Jitsi room in the client's frame. The client sends what is needed to join as a message, so
// that no token stands in a URL of ours; it hears `ready`, `failed` and `left` in return.
//
// A server that the operator configured is used by its own library. A server that only a map names is
// put into a frame and talked to as that library would: no script of its own gets into this page.
'use strict';

(() => {
    // Without a library or a first word of the room for so long, the server is dead. Milliseconds.
    const PATIENCE = 15000;

    const way = document.body.dataset.way;
    const place = document.getElementById('place');
    let begun = false;
    let over = false;

    const tell = name => window.parent.postMessage({ hallway: name }, window.location.origin);

    const end = name => {
        if (!over) {
            over = true;
            tell(name);
        }
    };

    const settings = text => {
        try {
            const value = JSON.parse(text || '{}');
            return value && typeof value === 'object' && !Array.isArray(value) ? value : {};
        } catch {
            return {};
        }
    };

    const config = (grant, said) => ({
        ...(grant.subject ? { subject: grant.subject } : {}),
        ...(said.locale ? { defaultLanguage: said.locale } : {}),
        ...settings(grant.config),
    });

    const byLibrary = (grant, said) => {
        const url = new URL(grant.server);
        const start = () => {
            clearTimeout(late);
            if (over) {
                return;
            }
            try {
                const api = new window.JitsiMeetExternalAPI(url.host, {
                    roomName: grant.room,
                    parentNode: place,
                    width: '100%',
                    height: '100%',
                    noSSL: url.protocol === 'http:',
                    jwt: grant.token || undefined,
                    lang: said.locale || undefined,
                    userInfo: { displayName: said.name },
                    configOverwrite: config(grant, said),
                    interfaceConfigOverwrite: settings(grant.interface_config),
                });
                api.addListener('readyToClose', () => end('left'));
                api.addListener('errorOccurred', event => {
                    const error = event && (event.error || event);
                    if (error && error.isFatal) {
                        end('failed');
                    }
                });
            } catch {
                end('failed');
            }
        };
        const late = setTimeout(() => end('failed'), PATIENCE);
        const script = document.createElement('script');
        script.src = `${grant.server}/external_api.js`;
        script.onload = start;
        script.onerror = () => end('failed');
        document.head.append(script);
    };

    const byFrame = (grant, said) => {
        const scope = 'jitsi_meet_external_api_0';
        const parts = ['jitsi_meet_external_api_id=0'];
        const add = (kind, values) => {
            for (const [name, value] of Object.entries(values)) {
                parts.push(`${kind}.${encodeURIComponent(name)}=${encodeURIComponent(JSON.stringify(value))}`);
            }
        };
        add('config', config(grant, said));
        add('interfaceConfig', settings(grant.interface_config));
        add('userInfo', { displayName: said.name });
        const query = grant.token ? `?jwt=${encodeURIComponent(grant.token)}` : '';
        const frame = document.createElement('iframe');
        frame.title = document.title;
        frame.allow = 'camera; microphone; display-capture; autoplay; fullscreen; clipboard-write; speaker-selection';
        const late = setTimeout(() => end('failed'), PATIENCE);
        window.addEventListener('message', event => {
            if (event.source !== frame.contentWindow || event.origin !== grant.server) {
                return;
            }
            const word = settings(typeof event.data === 'string' ? event.data : '');
            if (word.postis !== true || word.scope !== scope) {
                return;
            }
            clearTimeout(late);
            if (word.method === '__ready__') {
                // Said back, it opens the way for the room's own words.
                frame.contentWindow.postMessage(event.data, grant.server);
                return;
            }
            const data = word.params && word.params.data;
            const name = data && data.name;
            if (name === 'video-ready-to-close') {
                end('left');
            } else if (name === 'error-occurred' && data.error && data.error.isFatal) {
                end('failed');
            }
        });
        frame.src = `${grant.server}/${encodeURIComponent(grant.room)}${query}#${parts.join('&')}`;
        place.append(frame);
    };

    window.addEventListener('message', event => {
        const said = event.data;
        if (event.source !== window.parent || event.origin !== window.location.origin
            || !said || said.hallway !== 'begin' || begun) {
            return;
        }
        const grant = said.grant && said.grant.Jitsi;
        if (!grant) {
            return;
        }
        begun = true;
        const asked = new URLSearchParams(window.location.search).get('server');
        if (asked !== grant.server) {
            // Only with the server in its URL is this page allowed to contact it.
            window.location.replace(`/embed/jitsi?server=${encodeURIComponent(grant.server)}`);
        } else if (way === 'library') {
            byLibrary(grant, said);
        } else {
            byFrame(grant, said);
        }
    });

    tell('ready');
})();
