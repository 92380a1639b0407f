/** Checking JSON while it is typed: where the first mistake is and what is expected there. Browsers word and place theirs differently. Pure. */

/** Deeper values are refused by the gateway too. */
const DEEPEST = 24;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /[A-Za-z_]+/y;
const LITERALS = ["true", "false", "null"];

class Mistake extends Error {
    /**
     * @param {string} message
     * @param {number} at
     */
    constructor(message, at) {
        super(message);
        this.at = at;
    }
}

/** @param {string} text */
function reader(text) {
    let at = 0;
    const skip = () => { while (at < text.length && " \t\n\r".includes(text[at])) at += 1; };
    /** @param {string} expected @param {number} [place] @returns {never} */
    const fail = (expected, place = at) => {
        throw new Mistake(place >= text.length ? `The text ends where ${expected} is expected` : `Expected ${expected}`, place);
    };
    const string = () => {
        const start = at;
        at += 1;
        for (;;) {
            if (at >= text.length) throw new Mistake("This text is not closed with a double quote", start);
            const letter = text[at];
            if (letter === '"') break;
            if (letter < " ") throw new Mistake(letter === "\n" ? "A line break inside a text is written \\n" : "A control character inside a text must be escaped", at);
            if (letter === "\\") {
                if (text[at + 1] === "u") {
                    if (!/^[0-9a-fA-F]{4}$/.test(text.slice(at + 2, at + 6))) throw new Mistake("\\u needs four hexadecimal digits", at);
                    at += 4;
                } else if (!'"\\/bfnrt'.includes(text[at + 1] ?? " ")) throw new Mistake("This escape is unknown; a backslash is written \\\\", at);
                at += 1;
            }
            at += 1;
        }
        at += 1;
        return text.slice(start, at);
    };
    /** @param {number} depth */
    const value = (depth) => {
        skip();
        if (depth > DEEPEST) throw new Mistake(`Nested deeper than ${DEEPEST} levels`, at);
        const letter = text[at];
        if (letter === '"') return void string();
        if (letter === "{") return void members(depth);
        if (letter === "[") return void items(depth);
        if (letter === "'") throw new Mistake("Texts stand in double quotes", at);
        NUMBER.lastIndex = WORD.lastIndex = at;
        const number = NUMBER.exec(text)?.[0];
        if (number !== undefined) {
            at += number.length;
            if (/[0-9.]/.test(text[at] ?? "")) throw new Mistake("This is not a number JSON knows", at - number.length);
            return undefined;
        }
        const word = WORD.exec(text)?.[0];
        if (word !== undefined && LITERALS.includes(word)) {
            at += word.length;
            return undefined;
        }
        if (word !== undefined) throw new Mistake(`“${word.slice(0, 20)}” is no value; texts stand in double quotes`, at);
        return fail("a value");
    };
    /** @param {number} depth */
    const members = (depth) => {
        /** @type {Set<string>} */
        const known = new Set();
        at += 1;
        skip();
        if (text[at] === "}") { at += 1; return; }
        for (;;) {
            skip();
            if (text[at] !== '"') fail(text[at] === "}" ? "another member, not a comma before the bracket," : "a name in double quotes");
            const start = at;
            const name = JSON.parse(string());
            if (known.has(name)) throw new Mistake(`The name “${name.slice(0, 40)}” is there twice`, start);
            known.add(name);
            skip();
            if (text[at] !== ":") fail("a colon");
            at += 1;
            value(depth + 1);
            skip();
            if (text[at] === "}") { at += 1; return; }
            if (text[at] !== ",") fail("a comma or }");
            at += 1;
        }
    };
    /** @param {number} depth */
    const items = (depth) => {
        at += 1;
        skip();
        if (text[at] === "]") { at += 1; return; }
        for (;;) {
            value(depth + 1);
            skip();
            if (text[at] === "]") { at += 1; return; }
            if (text[at] !== ",") fail("a comma or ]");
            at += 1;
        }
    };
    return () => {
        value(1);
        skip();
        if (at < text.length) throw new Mistake("There is something after the value", at);
    };
}

/**
 * @param {string} text
 * @returns {{detail: string, offset: number, line: number, column: number}|null} null when it is JSON; line and column count from 1
 */
export function jsonMistake(text) {
    try {
        reader(text)();
        return null;
    } catch (error) {
        if (!(error instanceof Mistake)) throw error;
        const before = text.slice(0, error.at);
        const lines = before.split("\n");
        return { detail: error.message, offset: error.at, line: lines.length, column: [...lines[lines.length - 1]].length + 1 };
    }
}

/** @param {string} text */
export function mistakeSentence(text) {
    const mistake = jsonMistake(text);
    return mistake ? `${mistake.detail} (line ${mistake.line}, column ${mistake.column}).` : "";
}
