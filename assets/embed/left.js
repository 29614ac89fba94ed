// Where a meeting of others leads its people when it is over: in the client's frame it says so to the
// client; a meeting that was taken out into a tab of its own ends in the venue.
'use strict';

if (window.parent === window) {
    window.location.replace('/');
} else {
    window.parent.postMessage({ hallway: 'left' }, window.location.origin);
}
