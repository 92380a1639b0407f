import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../../../static");
const modules = readdirSync(join(root, "js"), { recursive: true }).map(String).filter((name) => name.endsWith(".js")).map((name) => join("js", name));
const read = (name) => readFileSync(join(root, name), "utf8");
const loaded = modules.filter((name) => !name.endsWith(join("/", "types.js")));

/** Modules that loading one of `starts` loads along; `import()` is not followed. */
const reachable = (...starts) => {
    const found = new Set();
    const open = [...starts];
    for (let name = open.pop(); name !== undefined; name = open.pop()) {
        if (found.has(name)) continue;
        found.add(name);
        for (const [, path] of read(name).matchAll(/^(?:import|export) [^;]*? from "([^"]+)";/gm)) open.push(relative(root, resolve(root, dirname(name), path)));
    }
    return found;
};
const first = [...reachable(join("js", "main.js"))];
const flag = (name) => join("js", "flags", `${name}.js`);
/** What a view loads beyond the first one. */
const beyond = (...starts) => [...reachable(...starts)].filter((name) => !first.includes(name));
const FLAG_VIEWS = {
    LIST: { files: [...beyond(flag("list")), "flag-list.css", "flags.svg"], limit: 25_000 },
    FLAG: { files: [...beyond(flag("flag")), "flag.css", "flags.svg"], limit: 44_000 },
    NEW: { files: [...beyond(flag("new-flag")), "flag.css", "flags.svg"], limit: 41_000 },
    PLAYGROUND: { files: [...beyond(flag("playground")), "flag.css", "flag-parts.css", "flags.svg"], limit: 25_000 },
    COHORTS: { files: [...beyond(flag("cohorts")), "flag-list.css", "cohort.css", "flags.svg"], limit: 25_000 },
    COHORT: { files: [...beyond(flag("cohort")), "flag.css", "cohort.css", "flags.svg"], limit: 40_000 },
    USER: { files: [...beyond(flag("user-flags")), "flags.svg"], limit: 15_000 },
};
/** Parts of one flag's page, loaded when they are first needed. */
const PARTS = ["confirm", "save", "conflict", "history", "definition-view", "lifecycle", "malformed"].map(flag);
const COHORT_PART = flag("cohort-save");
const bytesOf = (files) => files.reduce((sum, name) => sum + gzipSync(readFileSync(join(root, name)), { level: 6 }).length, 0);

test("the first view stays within 60 kB on the wire", () => {
    const bytes = bytesOf(["index.html", "app.css", "icons.svg", "favicon.svg", ...first]);
    assert.ok(bytes <= 60_000, `${bytes} bytes`);
});

for (const [name, { files, limit }] of Object.entries(FLAG_VIEWS)) {
    test(`a view of flags stays within its bytes on the wire, beyond the first view: ${name}`, () => {
        const bytes = bytesOf(files);
        assert.ok(bytes <= limit, `${bytes} bytes: ${files.map((file) => `${file} ${bytesOf([file])}`).join(", ")}`);
    });
}

test("a part of a page about flags stays within 12 kB more", () => {
    for (const [part, { files }] of [...PARTS.map((part) => [part, FLAG_VIEWS.FLAG]), [COHORT_PART, FLAG_VIEWS.COHORT]]) {
        assert.ok(bytesOf([...beyond(part).filter((name) => !files.includes(name)), "flag-parts.css"]) <= 12_000, part);
    }
});

test("the first view loads nothing of the flags, and every module is loaded by some view", () => {
    assert.deepEqual(first.filter((name) => name.includes("flags")), []);
    const flagModules = [...beyond(...Object.keys(FLAG_VIEWS).map((name) => flag({ LIST: "list", FLAG: "flag", NEW: "new-flag", PLAYGROUND: "playground", COHORTS: "cohorts", COHORT: "cohort", USER: "user-flags" }[name])), ...PARTS, COHORT_PART)];
    assert.deepEqual([...new Set([...first, ...flagModules, ...beyond(...["audit", "errors", "request", "slow"].map((name) => join("js", "views", `${name}.js`)), join("js", "parts", "help.js"))])].sort(), [...loaded].sort());
});

test("every module of the first view is preloaded, and every preload is there", () => {
    const preloaded = [...read("index.html").matchAll(/rel="modulepreload" href="\/([^"]+)"/g)].map((match) => match[1]).sort();
    assert.deepEqual(preloaded, first.filter((name) => name !== join("js", "main.js")).sort());
});

/** The modules a constant of the loader names; one constant may hold another. */
const modulesOf = (loader, name) => {
    const [, list] = new RegExp(`const ${name} = ["\`]([^"\`]+)["\`]`).exec(loader) ?? [];
    return (list ?? "").replace(/\$\{(\w+)\}/g, (_, inner) => modulesOf(loader, inner));
};

test("the loader asks for each module of a view of flags at once", () => {
    const loader = read(join("js", "later.js"));
    for (const [name, { files }] of Object.entries(FLAG_VIEWS)) {
        const list = modulesOf(loader, name);
        assert.deepEqual(list.split(" ").map(flag).sort(), files.filter((file) => file.endsWith(".js")).sort(), name);
    }
});

test("every import names a file that exists", () => {
    for (const name of loaded) {
        for (const [, path] of read(name).matchAll(/^(?:import|export) [^;]*? from "([^"]+)";/gm)) {
            assert.ok(loaded.includes(relative(root, resolve(root, dirname(name), path))), `${name}: ${path}`);
        }
    }
});

test("every icon that is used is in its sprite, and every icon in a sprite is used", () => {
    const idsOf = (sprite) => [...read(sprite).matchAll(/<symbol id="([^"]+)"/g)].map((match) => match[1]);
    const ids = [...idsOf("icons.svg"), ...idsOf("flags.svg").map((id) => `flags.svg#${id}`)];
    const code = loaded.map(read).join("\n");
    for (const id of ids) assert.ok(code.includes(`"${id}"`), `unused ${id}`);
    for (const [, id] of code.matchAll(/\bicon\("([a-z0-9.#-]+)"/g)) assert.ok(ids.includes(id), `missing ${id}`);
    for (const [, id] of code.matchAll(/\b(?:button|iconButton|copyButton)\((?:"[^"]*"|`[^`]*`), "([a-z0-9.#-]+)"/g)) assert.ok(ids.includes(id), `missing ${id}`);
    for (const name of first) assert.doesNotMatch(read(name), /"flags\.svg#/, name);
});

test("nothing in the page parses markup, runs text as code or sets a style attribute", () => {
    const forbidden = /\b(innerHTML|outerHTML|insertAdjacentHTML|DOMParser|createContextualFragment|document\.write|eval)\b|new Function|setAttribute\("style"|\bstyle:/;
    for (const name of loaded) assert.doesNotMatch(read(name), forbidden, name);
    assert.doesNotMatch(read("index.html"), /\sstyle=|\son[a-z]+=|<style|<script(?![^>]*\ssrc=)/);
});

test("the policy in the page is the strict one", () => {
    const policy = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(read("index.html"))?.[1];
    assert.equal(policy, "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; require-trusted-types-for 'script'; trusted-types 'none'");
});
