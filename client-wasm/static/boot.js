// Starts the client; says so when the browser can't.
import init from "./hallway.js";

init().catch((error) => {
    console.error(error);
    const failed = document.querySelector("#loading .failed");
    if (failed) failed.hidden = false;
});
