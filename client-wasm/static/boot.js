// Starts the client; says so when the browser can't.
import init from "./hallway.js";

init({ module_or_path: new URL("hallway_bg.wasm", import.meta.url) }).catch((error) => {
    console.error(error);
    const failed = document.querySelector("#loading .failed");
    if (failed) failed.hidden = false;
});
