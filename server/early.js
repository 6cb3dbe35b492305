// Runs before Streamlit's own scripts: where its server is, and what to have ready while the
// page is asked for. Without it, Streamlit first tries which addresses answer, and reads Plotly's
// code only after a chart has come.
(() => {
    const told = document.currentScript.dataset;
    const root = new URL(".", document.baseURI).href;
    const own = { BACKEND_BASE_URL: root };
    // Who signed in is told by a cookie that the server first has to give out.
    if (!("signIn" in told) || document.cookie.includes("_streamlit_xsrf=")) {
        own.HOST_CONFIG = { allowedOrigins: [location.origin], useExternalAuthToken: false };
    }
    window.__streamlit = own;
    window.district = { plotly: new URL(told.plotly, root).href };

    const haveReady = () => {
        import(window.district.plotly); // first: it is the largest
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
