// The implementation on Node's file system: it serves a folder of the host.

import { join } from "node:path";

export const entry = "dist/nodejs/index.js";
export const serves = "folder";

/** A preopen is a path of the host, without a word about what is granted there. */
export const lacks = ["permissions"];

/** The preopens of a script, in its order. */
export function start({ filesystem }, { folder, preopens }) {
  // Not by their own names: a member whose name is a number would come first.
  const paths = preopens.map(({ path }, index) => [`/preopen-${index}`, join(folder, path)]);
  const made = filesystem.createFilesystem({ preopens: Object.fromEntries(paths) });
  return made.preopens.getDirectories().map(([descriptor]) => descriptor);
}

/** Throws what every call throws once something went wrong in the background. This one touches no file. */
export function isSound({ clocks }) {
  clocks.monotonicClock.subscribeDuration(0n)[Symbol.dispose ?? Symbol.for("dispose")]();
}
