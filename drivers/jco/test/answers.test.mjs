// How what a function gives or throws becomes an answer.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Handles, ProtocolError, answer } from "../calls.mjs";

class Descriptor {
  constructor(functions) {
    Object.assign(this, functions);
  }
}
class IoError extends Error {}

const library = {
  resources: { descriptor: Descriptor, error: IoError },
  filesystemErrorCode: ({ message }) => (message === "EIO" ? "io" : undefined),
};

/** The answer to a call on an object with these functions. */
function ask(call, functions, members = {}) {
  const handles = new Handles();
  handles.hold(0, new Descriptor(functions));
  return answer({ id: 1, call, on: 0, ...members }, handles, library);
}

const throws = (thrown) => () => {
  throw thrown;
};

test("words and payloads that are thrown are error codes, other errors are traps", async () => {
  const sync = (thrown) => ask("descriptor.sync", { sync: throws(thrown) });
  assert.deepEqual(await sync("io"), { error: "io" });
  assert.deepEqual(await sync({ payload: "exist" }), { error: "exist" });
  assert.deepEqual(await sync(Object.assign(new Error("x"), { payload: "busy" })), { error: "busy" });
  assert.deepEqual(await sync(new RangeError("too long")), { trap: "RangeError: too long" });
  assert.match((await sync("EIO")).trap, /"EIO" is not one of the cases of error-code/);
});

test("a stream is closed, has failed with or without a code, or traps", async () => {
  const flush = (thrown) => ask("output-stream.flush", { flush: throws(thrown) });
  const failed = (message) => ({ tag: "last-operation-failed", val: new IoError(message) });
  assert.deepEqual(await flush({ tag: "closed" }), { closed: true });
  assert.deepEqual(await flush(failed("EIO")), { failed: "io" });
  assert.deepEqual(await flush(failed("?")), { failed: null });
  assert.match((await flush("io")).trap, /"io" is no stream-error/);
  assert.match((await flush({ tag: "last-operation-failed", val: "io" })).trap, /"io" is no error/);
});

test("a function without errors traps whatever it throws", async () => {
  const same = ask("descriptor.is-same-object", { isSameObject: throws("io") }, { other: 0 });
  assert.deepEqual(await same, { trap: '"io"' });
});

test("what is given is held under its number, if it is what it has to be", async () => {
  const handles = new Handles();
  const opened = new Descriptor({ getType: () => "directory" });
  handles.hold(0, new Descriptor({ openAt: (_flags, path) => (path === "d" ? opened : {}) }));
  const open = (path, given) =>
    answer(
      { id: 1, call: "descriptor.open-at", on: 0, new: given, "path-flags": [], path, "open-flags": [], flags: [] },
      handles,
      library,
    );
  assert.deepEqual(await open("d", 1), { ok: null });
  assert.deepEqual(await answer({ id: 2, call: "descriptor.get-type", on: 1 }, handles, library), { ok: "directory" });
  assert.match((await open("other", 2)).trap, /is no descriptor/);
  assert.throws(() => handles.get(2), ProtocolError);
});

test("a pollable is waited for and let go, also where waiting gives a promise", async () => {
  const dispose = Symbol.dispose ?? Symbol.for("dispose");
  let disposed = 0;
  const pollable = {
    ready: () => true,
    block: () => new Promise((resolve) => setImmediate(resolve)),
    [dispose]: () => (disposed += 1),
  };
  const subscribe = () => pollable;
  assert.deepEqual(await ask("input-stream.ready", { subscribe }), { ok: true });
  assert.deepEqual(await ask("output-stream.block", { subscribe }), { ok: null });
  assert.equal(disposed, 2);
});

test("all handles are let go, also when one of them throws", () => {
  const dispose = Symbol.dispose ?? Symbol.for("dispose");
  const gone = [];
  const handles = new Handles();
  handles.hold(0, { [dispose]: () => gone.push(0) });
  handles.hold(1, { [dispose]: throws(new Error("still in use")) });
  handles.hold(2, {});
  assert.throws(() => handles.dropAll(), /still in use/);
  assert.deepEqual(gone, [0]);
  handles.dropAll();
});

test("a request that is not in the protocol is no trap", async () => {
  await assert.rejects(ask("descriptor.frobnicate", {}), ProtocolError);
  await assert.rejects(ask("descriptor.toString", {}), ProtocolError);
  await assert.rejects(ask("descriptor.set-size", {}), /has no "size"/);
});
