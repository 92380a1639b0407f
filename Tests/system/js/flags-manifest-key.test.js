import assert from "node:assert/strict";
import { test } from "node:test";
import { manifestKey } from "../../../static/js/flags/manifest-key.js";

test("a stored key is told as the manifest has it", () => {
    // The table of the gateway's own tests of the keys of a manifest.
    const table = [
        ["new-checkout_2"], ["checkout.new", "checkout_u002E_new"], ["team?flag", "team_u003F_flag"], ["a b?c#d%e", "a_u0020_b_u003F_c_u0023_d_u0025_e"], ["größe", "gr_u00F6__u00DF_e"], ["🚀", "_u1F680_"], ["e\u0301", "e_u0301_"],
        ["snake_case_user"], ["_u002E_", "_u005F_u002E_"], ["_u005F.", "_u005F_u005F_u002E_"], ["_u005F_u002E_", "_u005F_u005F_u005F_u002E_"],
        ["_u2E_"], ["_u002e_"], ["_u0061_"], ["_u005F_"], ["_u0000_"], ["_uD800_"], ["_u00002E_"], ["boost_u2024"], ["_uFFFFFF_"], [""],
    ];
    for (const [key, stored = key] of table) assert.equal(manifestKey(stored), key, stored);
});
