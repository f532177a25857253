// What stands on the wire, what the library is given, and what is made of its results.

import assert from "node:assert/strict";
import { test } from "node:test";
import * as v from "../values.mjs";

test("64-bit numbers keep every digit", () => {
  assert.equal(v.u64("18446744073709551615"), 18446744073709551615n);
  assert.equal(v.count(18446744073709551615n), "18446744073709551615");
  assert.equal(v.count(7), "7");
});

test("a number below zero wraps as in jco's bindings", () => {
  assert.equal(v.count(-1n), "18446744073709551615");
});

test("what is no number is a trap, but a list of one byte is its number, as in jco's bindings", () => {
  assert.throws(() => v.count(new Uint8Array([1, 2])), SyntaxError);
  assert.throws(() => v.count(undefined), TypeError);
  assert.equal(v.count(new Uint8Array([65])), "65");
});

test("bytes go there and back, and have memory of their own", () => {
  const given = v.bytes("AP+A");
  assert.deepEqual(given, new Uint8Array([0, 255, 128]));
  assert.equal(given.buffer.byteLength, 3);
  assert.equal(v.data(given.subarray(1)), "/4A=");
  assert.equal(v.data(new Uint8Array()), "");
  assert.throws(() => v.data("AP+A"), TypeError);
});

test("flags of a request are an object with every member", () => {
  assert.deepEqual(v.pathFlags([]), { symlinkFollow: false });
  assert.deepEqual(v.openFlags(["create", "exclusive"]), {
    create: true,
    directory: false,
    exclusive: true,
    truncate: false,
  });
  assert.deepEqual(v.flags(v.descriptorFlags(["write", "mutate-directory"])), ["write", "mutate-directory"]);
});

test("no flags at all are the empty set, and a word is none", () => {
  assert.deepEqual(v.flags(undefined), []);
  assert.throws(() => v.flags("read"), TypeError);
});

test("new timestamps are variants", () => {
  assert.deepEqual(v.newTimestamp("now"), { tag: "now" });
  assert.deepEqual(v.newTimestamp("no-change"), { tag: "no-change" });
  const moment = { seconds: "9007199254740993", nanoseconds: 999999999 };
  assert.deepEqual(v.newTimestamp(moment), {
    tag: "timestamp",
    val: { seconds: 9007199254740993n, nanoseconds: 999999999 },
  });
});

test("a stat has its timestamps, or null in the place of one", () => {
  const stat = v.stat({
    type: "regular-file",
    linkCount: 1n,
    size: 10n,
    dataAccessTimestamp: { seconds: 5n, nanoseconds: 6 },
    dataModificationTimestamp: { seconds: -2n, nanoseconds: -500000000 },
    statusChangeTimestamp: undefined,
  });
  assert.deepEqual(stat, {
    type: "regular-file",
    "link-count": "1",
    size: "10",
    "data-access-timestamp": { seconds: "5", nanoseconds: 6 },
    "data-modification-timestamp": { seconds: "18446744073709551614", nanoseconds: 3794967296 },
    "status-change-timestamp": null,
  });
});

test("a case that the WIT does not have is a trap", () => {
  assert.equal(v.errorCode("no-entry"), "no-entry");
  assert.throws(() => v.errorCode("no-such-entry"), /"no-such-entry" is not one of the cases of error-code/);
  assert.throws(() => v.errorCode({ code: "ENOENT" }), TypeError);
  assert.throws(() => v.descriptorType("file"), TypeError);
});

test("a name that is no Unicode is made one, and the end of a listing is null", () => {
  assert.deepEqual(v.entry({ type: "fifo", name: "a\ud800" }), { type: "fifo", name: "a\ufffd" });
  assert.equal(v.entry(undefined), null);
});
