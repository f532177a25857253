// Serves one of the two filesystems of jco's preview2-shim over the line protocol of PROTOCOL.md:
//
//     node driver.mjs node       on Node's file system
//     node driver.mjs browser    in memory, as in a browser
//
// What the library does to this process is not hidden: when it ends it, or never returns, that is what the tool gets to see.

import { writeSync } from "node:fs";
import { ProtocolError, Handles, answer, trap } from "./calls.mjs";
import { NotInstalled, SERVED, load } from "./library.mjs";

const PROTOCOL = 1;
const NODE_MIN = 20;
const OUTPUT = 1;

/** Ends the driver before it has begun. */
function refuse(why) {
  console.error(`drivers/jco: ${why}`);
  process.exit(1);
}

/** Requests, line by line, until the input ends. */
async function* lines(input) {
  let rest = "";
  input.setEncoding("utf8");
  for await (const chunk of input) {
    const parts = (rest + chunk).split("\n");
    rest = parts.pop();
    yield* parts;
  }
}

function parsed(line) {
  try {
    return JSON.parse(line);
  } catch (error) {
    throw new ProtocolError(error.message);
  }
}

/** Writes an answer before anything else happens, since the next call may end the process. */
function write(message) {
  const line = Buffer.from(`${JSON.stringify(message)}\n`);
  for (let at = 0; at < line.length; ) at += writeSync(OUTPUT, line, at);
}

/** The requests that are no calls of a guest. */
const ABOUT_SCRIPTS = {
  hello: ({ library: { name, serves, lacks } }) => ({ ok: { protocol: PROTOCOL, name, serves, lacks, pollables: true } }),
  start(session, request) {
    session.handles = new Handles();
    const made = session.library.start(request);
    request.preopens.forEach(({ handle }, index) => session.handles.hold(handle, made[index]));
    return { ok: null };
  },
  end({ handles, library }) {
    handles.dropAll();
    library.isSound();
    return { ok: null };
  },
};

async function serve(library) {
  const session = { library, handles: new Handles() };
  for await (const line of lines(process.stdin)) {
    const request = parsed(line);
    if (!Object.hasOwn(ABOUT_SCRIPTS, request.call)) {
      write({ id: request.id, ...(await answer(request, session.handles, library)) });
      continue;
    }
    let members;
    try {
      members = ABOUT_SCRIPTS[request.call](session, request);
    } catch (error) {
      // The library is not as it was before: what comes next gets a new process.
      write({ id: request.id, ...trap(error) });
      process.exit(1);
    }
    write({ id: request.id, ...members });
  }
}

const [which, ...others] = process.argv.slice(2);
if (Number.parseInt(process.versions.node, 10) < NODE_MIN) {
  refuse(`needs Node ${NODE_MIN} or later, and this is ${process.versions.node}`);
}
if (!Object.hasOwn(SERVED, which ?? "") || others.length > 0) {
  const found = which === undefined ? "nothing" : [which, ...others].join(" ");
  refuse(`expected ${Object.keys(SERVED).join(" or ")}, as in \`node driver.mjs node\`; found ${found}`);
}
// What the library prints must not get between the answers, neither from here nor from a worker thread.
Object.defineProperty(process, "stdout", { get: () => process.stderr });
try {
  await serve(await load(which));
} catch (error) {
  if (error instanceof NotInstalled) refuse(error.message);
  if (error instanceof ProtocolError) refuse(`this request is not in PROTOCOL.md: ${error.message}`);
  throw error;
}
