/** Signing in with a token. The address stays as it is, so the asked view appears afterwards. */

import { createSession, problemOf } from "../api.js";
import { h, icon } from "../dom.js";
import { printable } from "../format.js";

/**
 * @param {{reason: "first"|"ended"|"left", onSignedIn: (session: Session) => void}} options
 */
export function signInView({ reason, onSignedIn }) {
    const failure = h("p", { class: "form-error", id: "token-error", role: "alert" });
    const input = h("input", { id: "token", name: "token", type: "password", autocomplete: "current-password", required: true, spellcheck: "false", autocapitalize: "off", "aria-describedby": "token-help token-error" });
    const submit = h("button", { class: "button primary wide", type: "submit" }, h("span", null, "Sign in"));
    /** @type {ReturnType<typeof setInterval>|undefined} */
    let ticking;
    const fail = (text) => {
        failure.replaceChildren(icon("exclamation-triangle-fill"), h("span", null, text));
        input.setAttribute("aria-invalid", "true");
    };
    const holdBack = (seconds) => {
        let left = seconds;
        submit.disabled = true;
        const label = submit.querySelector("span");
        const tick = () => {
            if (label) label.textContent = left > 0 ? `Try again in ${left} s` : "Sign in";
            if (left-- > 0) return;
            clearInterval(ticking);
            submit.disabled = false;
        };
        clearInterval(ticking);
        ticking = setInterval(tick, 1000);
        tick();
    };
    const form = h("form", {
        class: "card sign-in", method: "post", novalidate: true,
        onsubmit: async (event) => {
            event.preventDefault();
            const token = input.value.trim();
            if (submit.disabled) return;
            if (token === "") {
                fail("Enter a token.");
                input.focus();
                return;
            }
            submit.disabled = true;
            failure.replaceChildren();
            input.removeAttribute("aria-invalid");
            try {
                onSignedIn(await createSession(token));
            } catch (error) {
                submit.disabled = false;
                const problem = problemOf(error);
                if (problem.retryAfter) holdBack(problem.retryAfter);
                fail(problem.status === 401 ? "This token is not known. Check that all of it was pasted." : problem.status === 429 ? "Too many failed attempts." : `${problem.title}: ${printable(problem.detail)}`);
                input.focus();
                input.select();
            }
        },
    },
    h("h1", { tabindex: "-1" }, reason === "ended" ? "Your session has ended" : "Sign in"),
    h("p", { class: "lead" }, reason === "ended" ? "Sign in again to go on where you were." : reason === "left" ? "You are signed out." : "Look up a user and see what happened."),
    h("label", { for: "token" }, "Token"), input, failure, submit,
    h("div", { class: "sign-in-help", id: "token-help" },
        h("p", null, "Where is my token?"),
        h("ul", null, h("li", null, "It was printed when ", h("code", null, "nginx/serve"), " started the gateway."), h("li", null, h("code", null, "posthog-gateway token"), " prints it again."), h("li", null, "Or ask whoever runs this gateway."))));
    return { element: h("div", { class: "center" }, form), title: "Sign in", focus: () => input.focus(), close: () => clearInterval(ticking) };
}
