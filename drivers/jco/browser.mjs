// The implementation for browsers: it keeps a tree of objects in memory.

export const entry = "dist/browser/index.js";
export const serves = "memory";

/**
 * The tree has directories, files and symbolic links, whose data is one array each: no fifos, no holes, no times. A preopen
 * is a directory of it, without a word about what is granted there.
 */
export const lacks = ["permissions", "sparse-files", "special-files", "host-times"];

/** The preopens of a script, in its order. */
export function start({ filesystem }, { tree, preopens }) {
  const root = planted(tree);
  // Not by their own names: a member whose name is a number would come first.
  const directories = preopens.map(({ path }, index) => [`/preopen-${index}`, at(root, path)]);
  const made = filesystem.createFilesystem({
    adapter: new filesystem.InMemoryFilesystemAdapter(),
    preopens: Object.fromEntries(directories),
  });
  return made.preopens.getDirectories().map(([descriptor]) => descriptor);
}

/** What can be had of every object by a name that it does not have itself. */
const INHERITED = [
  Object.prototype,
  ...Object.getOwnPropertyNames(Object.prototype)
    .map((name) => ({})[name])
    .filter((value) => typeof value === "function"),
];

/** Throws when a script has left something where every other script finds it. */
export function isSound() {
  const left = INHERITED.flatMap((object) => Object.keys(object));
  if (left.length > 0) throw new Error(`all objects have ${left.join(", ")} from now on`);
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
