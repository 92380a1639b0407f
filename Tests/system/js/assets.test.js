import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../../../static");
const modules = readdirSync(join(root, "js"), { recursive: true }).map(String).filter((name) => name.endsWith(".js")).map((name) => join("js", name));
const read = (name) => readFileSync(join(root, name), "utf8");
const loaded = modules.filter((name) => name !== join("js", "types.js"));

test("the whole page stays within 60 kB on the wire", () => {
    const files = ["index.html", "app.css", "icons.svg", "favicon.svg", ...loaded];
    const bytes = files.reduce((sum, name) => sum + gzipSync(readFileSync(join(root, name)), { level: 6 }).length, 0);
    assert.ok(bytes <= 60_000, `${bytes} bytes`);
});

test("every module is preloaded, and every preload is there", () => {
    const preloaded = [...read("index.html").matchAll(/rel="modulepreload" href="\/([^"]+)"/g)].map((match) => match[1]).sort();
    assert.deepEqual(preloaded, loaded.filter((name) => name !== join("js", "main.js")).sort());
});

test("every import names a file that exists", () => {
    for (const name of loaded) {
        for (const [, path] of read(name).matchAll(/^(?:import|export) [^;]*? from "([^"]+)";/gm)) {
            assert.ok(loaded.includes(relative(root, resolve(root, dirname(name), path))), `${name}: ${path}`);
        }
    }
});

test("every icon that is used is in the sprite, and every icon in the sprite is used", () => {
    const ids = [...read("icons.svg").matchAll(/<symbol id="([^"]+)"/g)].map((match) => match[1]);
    const code = loaded.map(read).join("\n");
    for (const id of ids) assert.ok(code.includes(`"${id}"`), `unused ${id}`);
    for (const [, id] of code.matchAll(/\bicon\("([a-z0-9-]+)"/g)) assert.ok(ids.includes(id), `missing ${id}`);
    for (const [, id] of code.matchAll(/\b(?:button|iconButton|copyButton)\((?:"[^"]*"|`[^`]*`), "([a-z0-9-]+)"/g)) assert.ok(ids.includes(id), `missing ${id}`);
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
