import assert from "node:assert/strict";
import { test } from "node:test";
import { csv, csvField, fileName } from "../../../static/js/export.js";

test("text that a spreadsheet would run is made harmless", () => {
    for (const text of ["=1+1", "+1", "-1", "@SUM(A1)", "|cmd", " =1+1", "\t=1", "\r=1", "＝1+1", "\u0000=1"]) {
        assert.ok(csvField(text).replace(/^"/, "").startsWith("'"), JSON.stringify(text));
    }
});

test("numbers stay numbers, plain text stays plain", () => {
    const table = [[-5, "-5"], [1.5, "1.5"], [true, "true"], [null, ""], [undefined, ""], ["a=b", "a=b"], ["", ""], ["user-1", "user-1"]];
    for (const [value, field] of table) assert.equal(csvField(value), field);
});

test("quotes, commas, line ends and outer spaces are quoted", () => {
    const table = [['say "hi"', '"say ""hi"""'], ["a,b", '"a,b"'], ["a\nb", '"a\nb"'], [" a", '" a"'], [{ a: 1 }, '"{""a"":1}"']];
    for (const [value, field] of table) assert.equal(csvField(value), field);
});

test("a sheet has a header, the asked columns only, and CRLF", () => {
    assert.equal(csv(["a", "b"], [{ a: 1, b: "x", c: "left out" }, { b: "=2" }]), "a,b\r\n1,x\r\n,'=2\r\n");
});

test("file names are safe everywhere", () => {
    const table = [["events user_1", "events-user_1"], ["../../etc/passwd", "etc-passwd"], ["<img>", "img"], ["", "export"], ["ärger", "a-rger"], ["x".repeat(200), "x".repeat(80)]];
    for (const [text, name] of table) assert.equal(fileName(text), name);
});
