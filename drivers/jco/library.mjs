// The library as it was installed beside this file, and what differs between its two implementations.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import * as node from "./node.mjs";
import * as browser from "./browser.mjs";

const NAME = "@bytecodealliance/preview2-shim";

/** By the driver's argument. */
export const SERVED = { node, browser };

/** Why the library can't be used, with the remedy. */
export class NotInstalled extends Error {}

/**
 * Loads one of the two. Under Node the package hands out one of them only, so that both are imported by their files.
 */
export async function load(which) {
  const folder = new URL(`./node_modules/${NAME}/`, import.meta.url);
  const { entry, start, isSound, lacks, serves } = SERVED[which];
  let version, modules;
  try {
    ({ version } = JSON.parse(readFileSync(new URL("package.json", folder), "utf8")));
    modules = await import(new URL(entry, folder));
  } catch (error) {
    const here = fileURLToPath(new URL(".", import.meta.url));
    throw new NotInstalled(`${NAME} can't be loaded: run \`npm ci\` in ${here} (${error.message})`);
  }
  const { filesystem, io } = modules;
  return {
    name: `jco-${which} ${version}`,
    serves,
    lacks,
    resources: {
      descriptor: filesystem.types.Descriptor,
      "input-stream": io.streams.InputStream,
      "output-stream": io.streams.OutputStream,
      "directory-entry-stream": filesystem.types.DirectoryEntryStream,
      error: io.error.Error,
    },
    filesystemErrorCode: filesystem.types.filesystemErrorCode,
    start: (request) => start(modules, request),
    isSound: () => isSound(modules),
  };
}
