// The calls of a guest as a table, and how a row becomes an answer.

import * as v from "./values.mjs";

/**
 * A row: the arguments in the order of the WIT, each with what decodes it; what encodes the value; and what errors are:
 * `descriptor` for an `error-code`, `stream` for a `stream-error`, `none` where the WIT has no error.
 */
const row = (errors, params, result) => ({ errors, params: Object.entries(params), result });
const fs = (params, result) => row("descriptor", params, result);
const io = (params, result) => row("stream", params, result);

/** The result is a resource, which is held under the number of the request's `new`. */
const gives = (resource) => ({ resource });

/** The argument is the number of a handle that is held. */
const handle = Symbol("handle");

const DESCRIPTOR = {
  "read-via-stream": fs({ offset: v.u64 }, gives("input-stream")),
  "write-via-stream": fs({ offset: v.u64 }, gives("output-stream")),
  "append-via-stream": fs({}, gives("output-stream")),
  advise: fs({ offset: v.u64, length: v.u64, advice: v.text }, v.nothing),
  "sync-data": fs({}, v.nothing),
  "get-flags": fs({}, v.flags),
  "get-type": fs({}, v.descriptorType),
  "set-size": fs({ size: v.u64 }, v.nothing),
  "set-times": fs(
    { "data-access-timestamp": v.newTimestamp, "data-modification-timestamp": v.newTimestamp },
    v.nothing,
  ),
  read: fs({ length: v.u64, offset: v.u64 }, v.dataAndEnd),
  write: fs({ buffer: v.bytes, offset: v.u64 }, v.count),
  "read-directory": fs({}, gives("directory-entry-stream")),
  sync: fs({}, v.nothing),
  "create-directory-at": fs({ path: v.text }, v.nothing),
  stat: fs({}, v.stat),
  "stat-at": fs({ "path-flags": v.pathFlags, path: v.text }, v.stat),
  "set-times-at": fs(
    {
      "path-flags": v.pathFlags,
      path: v.text,
      "data-access-timestamp": v.newTimestamp,
      "data-modification-timestamp": v.newTimestamp,
    },
    v.nothing,
  ),
  "link-at": fs(
    { "old-path-flags": v.pathFlags, "old-path": v.text, "new-descriptor": handle, "new-path": v.text },
    v.nothing,
  ),
  "open-at": fs(
    { "path-flags": v.pathFlags, path: v.text, "open-flags": v.openFlags, flags: v.descriptorFlags },
    gives("descriptor"),
  ),
  "readlink-at": fs({ path: v.text }, v.string),
  "remove-directory-at": fs({ path: v.text }, v.nothing),
  "rename-at": fs({ "old-path": v.text, "new-descriptor": handle, "new-path": v.text }, v.nothing),
  "symlink-at": fs({ "old-path": v.text, "new-path": v.text }, v.nothing),
  "unlink-file-at": fs({ path: v.text }, v.nothing),
  "is-same-object": row("none", { other: handle }, v.bool),
  "metadata-hash": fs({}, v.hash),
  "metadata-hash-at": fs({ "path-flags": v.pathFlags, path: v.text }, v.hash),
};

const INPUT_STREAM = {
  read: io({ len: v.u64 }, v.data),
  "blocking-read": io({ len: v.u64 }, v.data),
  skip: io({ len: v.u64 }, v.count),
  "blocking-skip": io({ len: v.u64 }, v.count),
  subscribe: row("none", {}, gives("pollable")),
};

const OUTPUT_STREAM = {
  "check-write": io({}, v.count),
  write: io({ contents: v.bytes }, v.nothing),
  "blocking-write-and-flush": io({ contents: v.bytes }, v.nothing),
  flush: io({}, v.nothing),
  "blocking-flush": io({}, v.nothing),
  "write-zeroes": io({ len: v.u64 }, v.nothing),
  "blocking-write-zeroes-and-flush": io({ len: v.u64 }, v.nothing),
  splice: io({ src: handle, len: v.u64 }, v.count),
  "blocking-splice": io({ src: handle, len: v.u64 }, v.count),
  subscribe: row("none", {}, gives("pollable")),
};

const LISTING = { "read-directory-entry": fs({}, v.entry) };

/** By resource, and there by function. */
export const CALLS = {
  descriptor: DESCRIPTOR,
  "input-stream": INPUT_STREAM,
  "output-stream": OUTPUT_STREAM,
  "directory-entry-stream": LISTING,
};

/** What the library names `Symbol.dispose` where Node does not. */
const dispose = Symbol.dispose ?? Symbol.for("dispose");

/** Lets go of a handle. A resource that has no such function has nothing to let go of. */
export const letGo = (resource) => resource[dispose]?.();

/** The handles of one script, by number. */
export class Handles {
  #held = new Map();

  hold(number, resource) {
    this.#held.set(number, resource);
  }

  get(number) {
    if (!this.#held.has(number)) throw new ProtocolError(`no handle ${number} is held`);
    return this.#held.get(number);
  }

  /** Lets go of one. */
  drop(number) {
    letGo(this.get(number));
    // One that could not be let go of, since others hang on it, is held until these are gone.
    this.#held.delete(number);
  }

  /** Lets go of all, the newest first; what was thrown first is thrown when that is done. */
  dropAll() {
    const failed = [];
    for (const number of [...this.#held.keys()].reverse()) {
      try {
        this.drop(number);
      } catch (error) {
        failed.push(error);
      }
    }
    this.#held.clear();
    if (failed.length > 0) throw failed[0];
  }
}

/** A request that does not keep to the protocol: the tool's fault, never the library's. */
export class ProtocolError extends Error {}

/** Members of an answer to a call: a value, an error, or a trap. */
export async function answer(request, handles, library) {
  const [resource, name, more] = request.call.split(".");
  if (request.call === "poll") return poll(request, handles, library);
  const on = handles.get(request.on);
  try {
    if (more === undefined && resource === "pollable" && name in POLLABLE) return ok(await POLLABLE[name](on));
    if (more === undefined && name === "drop") return ok(handles.drop(request.on));
    if (more === undefined && resource.endsWith("put-stream") && name in WAITS) {
      return ok(await WAITS[name](on, request, handles));
    }
    const called = more === undefined && Object.hasOwn(CALLS, resource) && Object.hasOwn(CALLS[resource], name);
    if (!called) throw new ProtocolError(`there is no call ${JSON.stringify(request.call)}`);
    return invoke(on, name, CALLS[resource][name], request, handles, library);
  } catch (error) {
    return trap(error);
  }
}

function invoke(on, name, { errors, params, result }, request, handles, library) {
  const args = params.map(([member, decode]) => {
    if (!(member in request)) throw new ProtocolError(`${request.call} has no ${JSON.stringify(member)}`);
    return decode === handle ? handles.get(request[member]) : decode(request[member]);
  });
  let given;
  try {
    given = on[camelCase(name)](...args);
  } catch (error) {
    return FAILURES[errors](error, library);
  }
  if (typeof result === "function") return ok(result(given));
  if (!(given instanceof library.resources[result.resource])) {
    throw new TypeError(`${v.shown(given)} is no ${result.resource}`);
  }
  handles.hold(request.new, given);
  return ok(null);
}

/** What a stream does beside its own functions: a pollable is made, asked or waited for, and let go. */
const WAITS = {
  ready: (stream) => withPollable(stream, POLLABLE.ready),
  block: (stream) => withPollable(stream, POLLABLE.block),
  cancel: (_stream, request, handles) => v.nothing(handles.drop(request.on)),
};

/** What is asked of a pollable. */
const POLLABLE = {
  ready: (pollable) => v.bool(pollable.ready()),
  // The one of the browser gives a promise.
  block: async (pollable) => v.nothing(await pollable.block()),
};

/** The function `poll`: the places of those in the list that are ready. */
async function poll(request, handles, library) {
  const list = request.in.map((number) => handles.get(number));
  try {
    return ok(v.places(await library.poll(list)));
  } catch (error) {
    return trap(error);
  }
}

async function withPollable(stream, use) {
  const pollable = stream.subscribe();
  try {
    return await use(pollable);
  } finally {
    letGo(pollable);
  }
}

/** What is made of something thrown, by what errors the function has. */
const FAILURES = {
  descriptor: (thrown) => ({ error: v.errorCode(payload(thrown)) }),
  stream(thrown, library) {
    const error = payload(thrown);
    switch (error?.tag) {
      case "closed":
        return { closed: true };
      case "last-operation-failed": {
        if (!(error.val instanceof library.resources.error)) throw new TypeError(`${v.shown(error.val)} is no error`);
        const code = library.filesystemErrorCode(error.val) ?? null;
        return { failed: code === null ? null : v.errorCode(code) };
      }
      default:
        throw new TypeError(`${v.shown(error)} is no stream-error`);
    }
  },
  none(thrown) {
    throw thrown;
  },
};

/** The error that was thrown on purpose; any other error goes on its way. */
function payload(thrown) {
  if (thrown !== null && typeof thrown === "object" && Object.hasOwn(thrown, "payload")) return thrown.payload;
  if (thrown instanceof Error) throw thrown;
  return thrown;
}

const ok = (value) => ({ ok: value ?? null });

/** The answer where something was thrown that no error of the WIT stands for. */
export function trap(error) {
  if (error instanceof ProtocolError) throw error;
  if (error instanceof Error) console.error(error.stack);
  return { trap: v.shown(error) };
}

const camelCase = (name) => name.replace(/-(.)/g, (_, letter) => letter.toUpperCase());
