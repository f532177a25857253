// The implementation for browsers: it keeps a tree of objects in memory.

export const entry = "dist/browser/index.js";
export const serves = "memory";

/**
 * The tree has directories, files and symbolic links, whose data is one array each: no fifos, no holes, no times. A preopen
 * is a directory of it, without a word about what is granted there.
 */
export const lacks = ["permissions", "sparse-files", "special-files", "host-times", "modes"];

/** The preopens of a script, in its order. */
export function start(modules, { tree, preopens }) {
  before ??= noted(modules);
  const root = planted(tree);
  // Not by their own names: a member whose name is a number would come first.
  const directories = preopens.map(({ path }, index) => [`/preopen-${index}`, at(root, path)]);
  return opened(modules.filesystem, Object.fromEntries(directories));
}

/** Descriptors of directories that are preopened. */
function opened(filesystem, preopens) {
  const made = filesystem.createFilesystem({ adapter: new filesystem.InMemoryFilesystemAdapter(), preopens });
  return made.preopens.getDirectories().map(([descriptor]) => descriptor);
}

/** Names that every object has without having been given them. */
const NAMES = Object.getOwnPropertyNames(Object.prototype);

/** What can be had by them. */
const INHERITED = [Object.prototype, ...NAMES.map((name) => ({})[name]).filter((value) => typeof value === "function")];

/** How many links the library counts of those, and how many changes. */
function noted({ filesystem }) {
  const [root] = opened(filesystem, { "/": { dir: {} } });
  const asked = [(name) => root.statAt({}, name).linkCount, (name) => root.metadataHashAt({}, name).lower];
  // Links are told of files alone, so they are files meanwhile.
  Object.defineProperty(Object.prototype, "source", { value: new Uint8Array(), configurable: true });
  try {
    return NAMES.flatMap((name) => asked.map((ask) => told(() => ask(name)))).join();
  } finally {
    delete Object.prototype.source;
  }
}

/** What a function gives, or throws. */
function told(ask) {
  try {
    return ask();
  } catch (error) {
    return error;
  }
}

/** The same, before the first script. */
let before;

/** Throws when a script has left something where every other script finds it. */
export function isSound(modules) {
  const left = INHERITED.flatMap((object) => Object.keys(object));
  if (left.length > 0) throw new Error(`all objects have ${left.join(", ")} from now on`);
  if (noted(modules) !== before) throw new Error("what all objects have is counted as changed from now on");
}

/** The tree of a request in the library's form. */
function planted(objects) {
  const root = { dir: {} };
  for (const object of objects) {
    const [, above, name] = object.path.match(/^(?:(.*)\/)?(.*)$/s);
    // Defined, not assigned: `__proto__` is a name like any other.
    Object.defineProperty(at(root, above ?? "").dir, name, {
      value: KINDS[object.type](object),
      configurable: true,
      enumerable: true,
      writable: true,
    });
  }
  return root;
}

const KINDS = {
  directory: () => ({ dir: {} }),
  "symbolic-link": ({ target }) => ({ symlink: target }),
  "regular-file": ({ size, data }) => {
    const source = new Uint8Array(Number(size));
    for (const { at, bytes } of data) source.set(Buffer.from(bytes, "base64"), Number(at));
    return { source };
  },
};

/** The object at a path of the tree. */
const at = (root, path) =>
  path.split("/").reduce((above, name) => (name === "" ? above : above.dir[name]), root);
