// What a script leaves behind in the browser's implementation does not reach the next one.

import assert from "node:assert/strict";
import { test } from "node:test";
import { NotInstalled, load } from "../library.mjs";

const library = await load("browser").catch((error) => {
  if (error instanceof NotInstalled) return undefined;
  throw error;
});
const options = { skip: library === undefined && "the shim is not installed" };

test("links that are counted of what all objects have are told at the end", options, () => {
  const start = () => library.start({ tree: [], preopens: [{ path: "" }] })[0];
  start();
  library.isSound();
  const root = start();
  assert.throws(() => root.openAt({}, "new", {}, {}), (thrown) => thrown === "no-entry");
  library.isSound();
  start().unlinkFileAt("__proto__");
  assert.throws(() => library.isSound(), /counted as changed/);
});
