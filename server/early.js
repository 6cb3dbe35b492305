// Runs before Streamlit's own scripts: where its server is, what to have ready while the page is
// asked for, and that charts are drawn one by one. Without it, Streamlit first tries which addresses
// answer, reads Plotly's code only after a chart has come, and shows the first chart with the last.
(() => {
    const told = document.currentScript.dataset;
    const root = new URL(".", document.baseURI).href;
    const own = { BACKEND_BASE_URL: root };
    // Who signed in is told by a cookie that the server first has to give out.
    if (!("signIn" in told) || document.cookie.includes("_streamlit_xsrf=")) {
        own.HOST_CONFIG = { allowedOrigins: [location.origin], useExternalAuthToken: false };
    }
    window.__streamlit = own;

    // Each chart in a task of its own: the browser shows one, and listens, before it draws the next.
    let plotly;
    let turn = Promise.resolve();
    const shown = () => new Promise((resolve) => setTimeout(resolve));
    Object.defineProperty(window, "Plotly", {
        configurable: true,
        get: () => plotly,
        set(given) {
            const draw = given.react;
            given.react = (place, ...figure) => {
                const drawn = turn.then(() => place.isConnected && draw(place, ...figure));
                turn = drawn.catch(() => {}).then(shown);
                return drawn;
            };
            plotly = given;
        },
    });

    const haveReady = () => {
        for (const file of told.parts.split(" ")) import(new URL(file, root).href);
    };
    // After Streamlit's first drawing its connection is open, and the browser waits for an answer.
    const connected = () =>
        "later" in told ? setTimeout(() => whenIdle(haveReady), 1000) : setTimeout(haveReady);
    const whenIdle = window.requestIdleCallback ?? setTimeout;
    addEventListener("DOMContentLoaded", () => {
        new MutationObserver((_, observer) => {
            observer.disconnect();
            connected();
        }).observe(document.getElementById("root"), { childList: true });
    });
})();
