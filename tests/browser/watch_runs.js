// Says on <html data-runs> whether the page shows what was last done to it: "touched" for a moment after a key or a
// click, "asked" when the browser wants the script run, "begun", and "ended" when that run's last word is on the page.
// Streamlit's own mark says "not running" until the server's first answer, so a test that reads it after a click may
// read the page of before. What is read here are the first fields of its messages, BackMsg.proto and ForwardMsg.proto.
(() => {
    const RERUN_SCRIPT = (11 << 3) | 2, NEW_SESSION = 4, SCRIPT_FINISHED = 6, EARLY_FOR_RERUN = 2;
    const LONGEST_DEBOUNCE_MS = 250, DRAWN_WITHIN_MS = 30;
    let state = "", timer = 0;

    function say(next, afterMs = 0) {
        clearTimeout(timer);
        if (afterMs) {
            timer = setTimeout(say, afterMs, next);
            return;
        }
        state = next;
        document.documentElement.setAttribute("data-runs", next);
    }

    function touched() {
        if (state === "ended" || state === "touched") {
            say("touched");
            say("ended", LONGEST_DEBOUNCE_MS);
        }
    }

    for (const doing of ["click", "pointerup", "keydown", "input", "change", "focusout"]) {
        addEventListener(doing, touched, {capture: true, passive: true});
    }

    function* fields(bytes) {
        let at = 0;
        const varint = () => {
            let value = 0;
            for (let shift = 0; ; shift += 7) {
                const byte = bytes[at++];
                value += (byte & 127) * 2 ** shift;
                if (byte < 128) return value;
            }
        };
        while (at < bytes.length) {
            const tag = varint(), number = Math.floor(tag / 8), kind = tag % 8;
            if (kind === 0) yield [number, varint()];
            else if (kind === 2) {
                const length = varint();
                yield [number, length];
                at += length;
            } else return;
        }
    }

    function heard({data}) {
        if (!(data instanceof ArrayBuffer)) return;
        for (const [number, value] of fields(new Uint8Array(data))) {
            if (number === NEW_SESSION) say("begun");
            else if (number === SCRIPT_FINISHED && value !== EARLY_FOR_RERUN && state === "begun") {
                say("ended", DRAWN_WITHIN_MS);
            }
        }
    }

    const send = WebSocket.prototype.send, listened = new WeakSet();
    WebSocket.prototype.send = function (data) {
        if (!listened.has(this)) {
            listened.add(this);
            this.addEventListener("message", heard);
        }
        if (data instanceof Uint8Array && data[0] === RERUN_SCRIPT) say("asked");
        return send.call(this, data);
    };
})();
