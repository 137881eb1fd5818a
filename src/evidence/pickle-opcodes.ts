import { StatedFailure } from "./failure.ts";
import { longOf, PickleBytes, quotedText, unescaped } from "./pickle-bytes.ts";
import { entriesOf, NONE, OTHER, type PickleEntry, type PickleValue } from "./pickle-values.ts";

/** What one pickle says, found by walking its opcodes. Nothing is imported, called or built. */
export interface PickleReading {
  /** Every `module.name` that loading it would import, in order of first use; of pickles inside it too. */
  readonly globals: readonly string[];
  /** What loading it would return; undefined when it could not be followed to its end. */
  readonly value?: PickleValue;
  /** Offset behind the pickle. */
  readonly end: number;
  /** Why it could not be followed to its end. What loads before that point is among `globals`. */
  readonly problem?: string;
}

/** Opcodes that are followed, over all pickles inside each other; four thousand tensors take about 150,000. */
const MOST_OPCODES = 1_000_000;
/** Picklers hand over a thousand items at a time, so that honest stacks stay a few thousand high. */
const HIGHEST_STACK = 50_000;
const MOST_GLOBALS = 1000;
/** Values that a pickle keeps to use again: some sixteen a tensor. */
const MOST_MEMORIES = 200_000;
const DEEPEST = 4;
/** Callables that load a pickle from the bytes that they are given. */
const LOADERS =
  /^(?:torch\.storage\._load_from_bytes|(?:_?pickle|cPickle|dill(?:\._dill)?|cloudpickle(?:\.cloudpickle)?|joblib)\.loads?)$/;

interface Shared {
  readonly globals: Set<string>;
  opcodes: number;
}

/** Walks the pickle that begins at `start`. Never throws; linear in time and memory whatever the bytes are. */
export function readPickle(bytes: Uint8Array, start = 0): PickleReading {
  const shared: Shared = { globals: new Set(), opcodes: MOST_OPCODES };
  const walk = new PickleWalk(bytes, start, shared, 0);
  const problem = walk.run();
  const globals = [...shared.globals];
  return problem === undefined ? { globals, end: walk.end, value: walk.value } : { globals, end: walk.end, problem };
}

class PickleWalk {
  readonly #in: PickleBytes;
  readonly #shared: Shared;
  readonly #depth: number;
  readonly #stack: PickleValue[] = [];
  readonly #marks: number[] = [];
  readonly #memo = new Map<number, PickleValue>();

  constructor(bytes: Uint8Array, start: number, shared: Shared, depth: number) {
    this.#in = new PickleBytes(bytes, start);
    this.#shared = shared;
    this.#depth = depth;
  }

  get end(): number {
    return this.#in.at;
  }

  get value(): PickleValue {
    return this.#stack.at(-1) ?? OTHER;
  }

  /** Follows the opcodes to `STOP`; answers what went wrong where that is not reached. */
  run(): string | undefined {
    try {
      for (;;) {
        if (this.#shared.opcodes <= 0) return "its pickle has too many steps";
        this.#shared.opcodes -= 1;
        if (!this.#step(this.#in.unsigned(1))) return undefined;
      }
    } catch (error) {
      return error instanceof StatedFailure ? error.message : "its pickle is broken";
    }
  }

  /** False at `STOP`. Opcodes by the characters and numbers that Python's `pickle` gives them. */
  #step(opcode: number): boolean {
    const input = this.#in;
    switch (opcode) {
      case 0x2e: // STOP
        this.#top();
        return false;
      case 0x80: // PROTO
        if (input.unsigned(1) > 5) throw new StatedFailure("its pickle has an unknown protocol");
        break;
      case 0x95: // FRAME: its length only helps to read ahead
        input.length();
        break;
      case 0x28: // MARK
        if (this.#marks.length >= HIGHEST_STACK) throw new StatedFailure("its pickle nests too deep");
        this.#marks.push(this.#stack.length);
        break;
      case 0x30: // POP
        if (this.#marks.at(-1) === this.#stack.length) this.#marks.pop();
        else this.#pop();
        break;
      case 0x31: // POP_MARK
        this.#toMark();
        break;
      case 0x32: // DUP
        this.#push(this.#top());
        break;
      case 0x4e: // NONE
        this.#push(NONE);
        break;
      case 0x88: // NEWTRUE
      case 0x89: // NEWFALSE
        this.#number(opcode === 0x88 ? 1 : 0);
        break;
      case 0x49: // INT
      case 0x46: // FLOAT
        this.#number(Number(input.line().trim()));
        break;
      case 0x4c: // LONG
        this.#number(Number(input.line().trim().replace(/L$/, "")));
        break;
      case 0x4a: // BININT
        this.#number(input.signed());
        break;
      case 0x4b: // BININT1
        this.#number(input.unsigned(1));
        break;
      case 0x4d: // BININT2
        this.#number(input.unsigned(2));
        break;
      case 0x8a: // LONG1
        this.#number(longOf(input.take(input.unsigned(1))));
        break;
      case 0x8b: // LONG4
        this.#number(longOf(input.take(input.unsigned(4))));
        break;
      case 0x47: // BINFLOAT
        this.#number(input.double());
        break;
      case 0x53: // STRING
        this.#text(quotedText(input.line()));
        break;
      case 0x56: // UNICODE
        this.#text(unescaped(input.line()));
        break;
      case 0x55: // SHORT_BINSTRING
      case 0x8c: // SHORT_BINUNICODE
        this.#text(input.text(input.unsigned(1)));
        break;
      case 0x54: // BINSTRING
      case 0x58: // BINUNICODE
        this.#text(input.text(input.unsigned(4)));
        break;
      case 0x8d: // BINUNICODE8
        this.#text(input.text(input.length()));
        break;
      case 0x43: // SHORT_BINBYTES
        this.#push({ kind: "bytes", value: input.take(input.unsigned(1)) });
        break;
      case 0x42: // BINBYTES
        this.#push({ kind: "bytes", value: input.take(input.unsigned(4)) });
        break;
      case 0x8e: // BINBYTES8
      case 0x96: // BYTEARRAY8
        this.#push({ kind: "bytes", value: input.take(input.length()) });
        break;
      case 0x97: // NEXT_BUFFER
        this.#push(OTHER);
        break;
      case 0x98: // READONLY_BUFFER
        this.#top();
        break;
      default:
        this.#build(opcode);
    }
    return true;
  }

  #build(opcode: number): void {
    const input = this.#in;
    switch (opcode) {
      case 0x29: // EMPTY_TUPLE
        this.#push({ kind: "tuple", items: [] });
        break;
      case 0x74: // TUPLE
        this.#push({ kind: "tuple", items: this.#toMark() });
        break;
      case 0x85: // TUPLE1
      case 0x86: // TUPLE2
      case 0x87: // TUPLE3
        this.#push({ kind: "tuple", items: this.#popMany(opcode - 0x84) });
        break;
      case 0x5d: // EMPTY_LIST
      case 0x8f: // EMPTY_SET
        this.#push({ kind: "list", items: [] });
        break;
      case 0x6c: // LIST
      case 0x91: // FROZENSET
        this.#push({ kind: "list", items: this.#toMark() });
        break;
      case 0x61: // APPEND
        this.#append([this.#pop()]);
        break;
      case 0x65: // APPENDS
      case 0x90: // ADDITEMS
        this.#append(this.#toMark());
        break;
      case 0x7d: // EMPTY_DICT
        this.#push({ kind: "dict", entries: [] });
        break;
      case 0x64: // DICT
        this.#push({ kind: "dict", entries: pairs(this.#toMark()) });
        break;
      case 0x73: // SETITEM
        this.#setItems(this.#popMany(2));
        break;
      case 0x75: // SETITEMS
        this.#setItems(this.#toMark());
        break;
      case 0x67: // GET
        this.#recall(Number(input.line().trim()));
        break;
      case 0x68: // BINGET
        this.#recall(input.unsigned(1));
        break;
      case 0x6a: // LONG_BINGET
        this.#recall(input.unsigned(4));
        break;
      case 0x70: // PUT
        this.#remember(Number(input.line().trim()));
        break;
      case 0x71: // BINPUT
        this.#remember(input.unsigned(1));
        break;
      case 0x72: // LONG_BINPUT
        this.#remember(input.unsigned(4));
        break;
      case 0x94: // MEMOIZE
        this.#remember(this.#memo.size);
        break;
      case 0x50: // PERSID
        this.#push({ kind: "persistent", id: { kind: "text", value: input.line() } });
        break;
      case 0x51: // BINPERSID
        this.#push({ kind: "persistent", id: this.#pop() });
        break;
      default:
        this.#import(opcode);
    }
  }

  #import(opcode: number): void {
    const input = this.#in;
    switch (opcode) {
      case 0x63: // GLOBAL
        this.#push(this.#global(input.line(), input.line()));
        break;
      case 0x93: {
        // STACK_GLOBAL
        const [module, name] = this.#popMany(2);
        this.#push(
          module?.kind === "text" && name?.kind === "text"
            ? this.#global(module.value, name.value)
            : this.#named("a name that is only computed while loading"),
        );
        break;
      }
      case 0x82: // EXT1
        this.#extension(input.unsigned(1));
        break;
      case 0x83: // EXT2
        this.#extension(input.unsigned(2));
        break;
      case 0x84: // EXT4
        this.#extension(input.unsigned(4));
        break;
      case 0x69: {
        // INST
        const callee = this.#global(input.line(), input.line());
        this.#call(callee, this.#toMark());
        break;
      }
      case 0x6f: {
        // OBJ
        const [callee, ...args] = this.#toMark();
        if (callee === undefined) throw new StatedFailure("its pickle is broken");
        this.#call(callee, args);
        break;
      }
      case 0x52: // REDUCE
      case 0x81: {
        // NEWOBJ
        const [callee = OTHER, args] = this.#popMany(2);
        this.#call(callee, args?.kind === "tuple" ? args.items : []);
        break;
      }
      case 0x92: {
        // NEWOBJ_EX
        const [callee = OTHER, args] = this.#popMany(3);
        this.#call(callee, args?.kind === "tuple" ? args.items : []);
        break;
      }
      case 0x62: {
        // BUILD
        this.#pop();
        const target = this.#top();
        // State that is set on a class or function itself changes it for the whole process.
        if (target.kind === "global") this.#named(`${target.name}.__dict__`);
        break;
      }
      default:
        throw new StatedFailure("its pickle is broken");
    }
  }

  #call(callee: PickleValue, args: readonly PickleValue[]): void {
    const [data] = args;
    if (callee.kind === "global" && LOADERS.test(callee.name) && data?.kind === "bytes") this.#nested(data.value);
    this.#push({ kind: "call", callee, args, entries: [] });
  }

  #nested(bytes: Uint8Array): void {
    if (this.#depth >= DEEPEST) {
      this.#named("pickles inside each other too deep to follow");
      return;
    }
    new PickleWalk(bytes, 0, this.#shared, this.#depth + 1).run();
  }

  #extension(code: number): void {
    this.#push(this.#named(`whatever is registered as copyreg extension ${code}`));
  }

  #global(module: string, name: string): PickleValue {
    return this.#named(`${module}.${name}`);
  }

  #named(name: string): PickleValue {
    const { globals } = this.#shared;
    if (!globals.has(name)) {
      if (globals.size >= MOST_GLOBALS) throw new StatedFailure(`its pickle names more than ${MOST_GLOBALS} globals`);
      globals.add(name);
    }
    return { kind: "global", name };
  }

  #append(items: readonly PickleValue[]): void {
    const target = this.#top();
    if (target.kind === "list") for (const item of items) target.items.push(item);
  }

  #setItems(items: readonly PickleValue[]): void {
    const target = this.#top();
    const entries = entriesOf(target) as PickleEntry[] | undefined;
    if (entries !== undefined) for (const entry of pairs(items)) entries.push(entry);
  }

  #remember(index: number): void {
    if (this.#memo.size >= MOST_MEMORIES) throw new StatedFailure("its pickle keeps too many values");
    this.#memo.set(index, this.#top());
  }

  #recall(index: number): void {
    const value = this.#memo.get(index);
    if (value === undefined) throw new StatedFailure("its pickle is broken");
    this.#push(value);
  }

  #push(value: PickleValue): void {
    if (this.#stack.length >= HIGHEST_STACK) throw new StatedFailure("its pickle nests too deep");
    this.#stack.push(value);
  }

  #number(value: number): void {
    this.#push({ kind: "number", value });
  }

  #text(value: string): void {
    this.#push({ kind: "text", value });
  }

  /** The lowest position that may be popped: nothing below the last mark. */
  get #floor(): number {
    return this.#marks.at(-1) ?? 0;
  }

  #top(): PickleValue {
    const value = this.#stack.at(-1);
    if (value === undefined || this.#stack.length <= this.#floor) throw new StatedFailure("its pickle is broken");
    return value;
  }

  #pop(): PickleValue {
    const value = this.#top();
    this.#stack.pop();
    return value;
  }

  #popMany(count: number): PickleValue[] {
    if (this.#stack.length - this.#floor < count) throw new StatedFailure("its pickle is broken");
    return this.#stack.splice(-count);
  }

  #toMark(): PickleValue[] {
    const mark = this.#marks.pop();
    if (mark === undefined) throw new StatedFailure("its pickle is broken");
    return this.#stack.splice(mark);
  }
}

function pairs(items: readonly PickleValue[]): PickleEntry[] {
  const entries: PickleEntry[] = [];
  for (let at = 0; at + 1 < items.length; at += 2) entries.push([items[at] ?? OTHER, items[at + 1] ?? OTHER]);
  return entries;
}
