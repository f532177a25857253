// The library as it was installed beside this file, and what differs between its two implementations.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import * as node from "./node.mjs";
import * as browser from "./browser.mjs";

const HERE = new URL(".", import.meta.url);
const NAME = "@bytecodealliance/preview2-shim";

/** By the driver's argument. */
export const SERVED = { node, browser };

const manifest = (folder) => JSON.parse(readFileSync(new URL("package.json", folder), "utf8"));

/** Why the library can't be used, with the remedy. */
export class NotInstalled extends Error {}

/**
 * Loads one of the two. Under Node the package hands out one of them only, so that both are imported by their files.
 */
export async function load(which) {
  const folder = new URL(`./node_modules/${NAME}/`, HERE);
  const { entry, start, isSound, lacks, serves } = SERVED[which];
  const refused = (why) => new NotInstalled(`${NAME} ${why}: run \`npm ci\` in ${fileURLToPath(HERE)}`);
  let version, modules;
  try {
    ({ version } = manifest(folder));
    modules = await import(new URL(entry, folder));
  } catch (error) {
    throw refused(`can't be loaded (${error.message})`);
  }
  // What is filed as known is about one version.
  const pinned = manifest(HERE).dependencies[NAME];
  if (version !== pinned) throw refused(`is installed as ${version}, and wanted as ${pinned}`);
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
      pollable: io.poll.Pollable,
      error: io.error.Error,
    },
    poll: io.poll.poll,
    filesystemErrorCode: filesystem.types.filesystemErrorCode,
    start: (request) => start(modules, request),
    isSound: () => isSound(modules),
  };
}
