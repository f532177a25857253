// Values of the protocol, and what jco's bindings make of them: how a guest's arguments reach the JavaScript function, and
// how its result reaches the guest. A result that the bindings would throw at is thrown at here; that is a trap.

/** A 64-bit number of a request. */
export const u64 = BigInt;

/** Bytes of a request, in memory of their own as a list out of a guest is. */
export const bytes = (text) => Uint8Array.from(Buffer.from(text, "base64"));

/** A word or a path of a request. */
export const text = (value) => value;

/** `flags` of a request, as an object with a member for each: `decodes({ "symlink-follow": "symlinkFollow" })`. */
const flagsOf = (members) => (words) =>
  Object.fromEntries(Object.entries(members).map(([word, member]) => [member, words.includes(word)]));

const DESCRIPTOR_FLAGS = {
  read: "read",
  write: "write",
  "file-integrity-sync": "fileIntegritySync",
  "data-integrity-sync": "dataIntegritySync",
  "requested-write-sync": "requestedWriteSync",
  "mutate-directory": "mutateDirectory",
};

export const descriptorFlags = flagsOf(DESCRIPTOR_FLAGS);
export const pathFlags = flagsOf({ "symlink-follow": "symlinkFollow" });
export const openFlags = flagsOf({
  create: "create",
  directory: "directory",
  exclusive: "exclusive",
  truncate: "truncate",
});

/** A `new-timestamp` of a request. */
export const newTimestamp = (value) =>
  typeof value === "string"
    ? { tag: value }
    : { tag: "timestamp", val: { seconds: BigInt(value.seconds), nanoseconds: value.nanoseconds } };

const DESCRIPTOR_TYPES = new Set([
  "unknown",
  "block-device",
  "character-device",
  "directory",
  "fifo",
  "symbolic-link",
  "regular-file",
  "socket",
]);

const ERROR_CODES = new Set(
  `access would-block already bad-descriptor busy deadlock quota exist file-too-large illegal-byte-sequence in-progress
  interrupted invalid io is-directory loop too-many-links message-size name-too-long no-device no-entry no-lock
  insufficient-memory insufficient-space not-directory not-empty not-recoverable unsupported no-tty no-such-device
  overflow not-permitted pipe read-only invalid-seek text-file-busy cross-device`.split(/\s+/),
);

const caseOf = (cases, name) => (value) => {
  if (!cases.has(value)) throw new TypeError(`${shown(value)} is not one of the cases of ${name}`);
  return value;
};

export const descriptorType = caseOf(DESCRIPTOR_TYPES, "descriptor-type");
export const errorCode = caseOf(ERROR_CODES, "error-code");

/** What has no value. */
export const nothing = () => null;

export const bool = (value) => Boolean(value);

/** A number as 64 bits without a sign; one that does not fit wraps. */
export const count = (value) => BigInt.asUintN(64, BigInt(value)).toString();

/** Places in a list, as the library has them: in an array of any kind. */
export const places = (value) => Array.from(value, Number);

/** The bytes that a function gave. */
export const data = (value) => {
  if (!(value instanceof Uint8Array)) throw new TypeError(`${shown(value)} is no list of bytes`);
  return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("base64");
};

export const dataAndEnd = ([given, end]) => [data(given), bool(end)];

/** A string as UTF-8 has it. */
export const string = (value) => {
  if (typeof value !== "string") throw new TypeError(`${shown(value)} is no string`);
  return value.toWellFormed();
};

/** The flags of a descriptor; what gives none at all has none set. */
export const flags = (value) => {
  if (value === undefined || value === null) return [];
  if (typeof value !== "object") throw new TypeError(`${shown(value)} is no set of flags`);
  return Object.entries(DESCRIPTOR_FLAGS).flatMap(([word, member]) => (value[member] ? [word] : []));
};

const option = (some) => (value) => (value === undefined || value === null ? null : some(value));

const datetime = ({ seconds, nanoseconds }) => ({ seconds: count(seconds), nanoseconds: nanoseconds >>> 0 });

export const stat = (value) => ({
  type: descriptorType(value.type),
  "link-count": count(value.linkCount),
  size: count(value.size),
  "data-access-timestamp": option(datetime)(value.dataAccessTimestamp),
  "data-modification-timestamp": option(datetime)(value.dataModificationTimestamp),
  "status-change-timestamp": option(datetime)(value.statusChangeTimestamp),
});

export const hash = ({ lower, upper }) => ({ lower: count(lower), upper: count(upper) });

export const entry = option(({ type, name }) => ({ type: descriptorType(type), name: string(name) }));

/** What came out of a function in the place of a value, for a trap's text. */
export function shown(value) {
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  if (typeof value === "object" && value !== null) return Object.prototype.toString.call(value);
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}
