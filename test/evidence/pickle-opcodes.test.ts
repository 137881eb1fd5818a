import { readPickle } from "../../src/evidence/pickle-opcodes.ts";
import { entriesOf } from "../../src/evidence/pickle-values.ts";
import { build, concat, global, pickle, raw, reduce, tuple } from "./torch-writer.mjs";

const bytes = (...pieces: (string | number | number[] | Uint8Array)[]) =>
  concat(
    pieces.map((piece) =>
      typeof piece === "string"
        ? Buffer.from(piece, "latin1")
        : typeof piece === "number"
          ? Uint8Array.of(piece)
          : Uint8Array.from(piece),
    ),
  );
const uint32 = (value: number) => [value & 255, (value >> 8) & 255, (value >> 16) & 255, (value >>> 24) & 255];
const short = (text: string) => bytes(0x8c, text.length, text);

describe("what a pickle would import", () => {
  test.each<[string, Uint8Array, string[]]>([
    ["GLOBAL", bytes("cposix\nsystem\n(S'id'\ntR."), ["posix.system"]],
    ["INST", bytes("(S'id'\niposix\nsystem\n."), ["posix.system"]],
    ["OBJ", bytes("(cposix\nsystem\nS'id'\no."), ["posix.system"]],
    [
      "STACK_GLOBAL",
      bytes([0x80, 4], short("posix"), short("system"), [0x93], short("id"), [0x85], "R."),
      ["posix.system"],
    ],
    [
      "STACK_GLOBAL of texts from the memo",
      bytes([0x80, 4], short("system"), [0x94], "0", short("posix"), [0x94], "0", "h", 1, "h", 0, [0x93], "."),
      ["posix.system"],
    ],
    [
      "STACK_GLOBAL of a text with escapes",
      bytes([0x80, 4], "V\\u0070osix\n", "S'\\x73ystem'\n", [0x93], "."),
      ["posix.system"],
    ],
    [
      "STACK_GLOBAL of what is computed",
      bytes([0x80, 4], "cbuiltins\nstr\n)R", short("system"), [0x93], "."),
      ["builtins.str", "a name that is only computed while loading"],
    ],
    ["EXT1", bytes([0x80, 2, 0x82, 7], "."), ["whatever is registered as copyreg extension 7"]],
    ["EXT4", bytes([0x80, 2, 0x84, 1, 0, 1, 0], "."), ["whatever is registered as copyreg extension 65537"]],
    ["NEWOBJ", bytes([0x80, 2], "cos\nPopen\n)", [0x81], "."), ["os.Popen"]],
    ["NEWOBJ_EX", bytes([0x80, 4], "cos\nPopen\n)}", [0x92], "."), ["os.Popen"]],
    ["BUILD of an object", pickle(build(reduce(global("a", "B"), tuple()), new Map())), ["a.B"]],
    [
      "BUILD of a class itself",
      pickle(build(global("collections", "OrderedDict"), new Map([["x", 1]]))),
      ["collections.OrderedDict", "collections.OrderedDict.__dict__"],
    ],
    ["a qualified name", bytes([0x80, 4], short("os"), short("path.join"), [0x93], "."), ["os.path.join"]],
    ["a name that a later step drops", bytes("cposix\nsystem\n0N."), ["posix.system"]],
  ])("%s", (_, pickled, globals) => {
    const reading = readPickle(pickled);
    expect(reading.problem).toBeUndefined();
    expect(reading.globals).toEqual(globals);
    expect(reading.end).toBe(pickled.length);
  });

  test("a pickle in bytes counts where something loads it, however deep", () => {
    const inner = bytes("cposix\nsystem\n(S'id'\ntR.");
    const load = (data: Uint8Array) => reduce(global("torch.storage", "_load_from_bytes"), tuple(data));
    expect(readPickle(pickle(load(inner))).globals).toEqual(["torch.storage._load_from_bytes", "posix.system"]);
    expect(readPickle(pickle(load(pickle(load(inner))))).globals).toContain("posix.system");
    const pickled = pickle(reduce(global("pickle", "loads"), tuple(inner)));
    expect(readPickle(pickled).globals).toEqual(["pickle.loads", "posix.system"]);
    expect(readPickle(pickle(inner)).globals).toEqual([]);
    let deep = inner;
    for (let depth = 0; depth < 8; depth += 1) deep = pickle(load(deep));
    expect(readPickle(deep).globals).toContain("pickles inside each other too deep to follow");
  });

  test("what comes before a break is named, and the break is said", () => {
    expect(readPickle(bytes("cposix\nsystem\n(S'id'\ntR"))).toMatchObject({
      globals: ["posix.system"],
      problem: "its pickle ends early",
    });
    expect(readPickle(bytes("cposix\nsystem\n", 0xff))).toMatchObject({
      globals: ["posix.system"],
      problem: "its pickle is broken",
    });
  });
});

describe("what a pickle would return", () => {
  test("dictionaries, tuples, numbers and texts of every protocol", () => {
    for (const protocol of [0, 2, 3, 4, 5]) {
      const reading = readPickle(
        pickle(
          new Map<unknown, unknown>([
            ["a", [1, -2, 70_000, 0.5]],
            ["b", tuple("x", null, true)],
          ]),
          { protocol },
        ),
      );
      expect(entriesOf(reading.value)).toMatchObject([
        [{ value: "a" }, { kind: "list", items: [{ value: 1 }, { value: -2 }, { value: 70_000 }, { value: 0.5 }] }],
        [{ value: "b" }, { kind: "tuple", items: [{ value: "x" }, { kind: "none" }, { value: 1 }] }],
      ]);
    }
  });

  test("the text opcodes of protocol 0", () => {
    const reading = readPickle(bytes("(dp0\nS'one'\np1\nI1\nsVtwo\nF2.5\nsS\"three\"\nL3L\nsg1\nI01\ns."));
    expect(entriesOf(reading.value)?.map(([key, value]) => [key, value])).toMatchObject([
      [{ value: "one" }, { value: 1 }],
      [{ value: "two" }, { value: 2.5 }],
      [{ value: "three" }, { value: 3 }],
      [{ value: "one" }, { value: 1 }],
    ]);
  });

  test("an OrderedDict that is filled after it is made, and again from the memo", () => {
    const ordered = reduce(global("collections", "OrderedDict"), tuple(), [["w", 1]]);
    expect(entriesOf(readPickle(pickle(ordered)).value)).toMatchObject([[{ value: "w" }, { value: 1 }]]);
  });
});

describe("hostile pickles", () => {
  const ended = (pickled: Uint8Array) => readPickle(pickled).problem;

  test.each<[string, Uint8Array, string | undefined]>([
    ["nothing", bytes(), "its pickle ends early"],
    ["a stop alone", bytes("."), "its pickle is broken"],
    ["a frame of 2^63 bytes", bytes([0x80, 4, 0x95, 255, 255, 255, 255, 255, 255, 255, 127], "N."), undefined],
    ["a text of 4 GiB", bytes([0x80, 2], "X", uint32(0xffffffff), "abc"), "its pickle ends early"],
    ["a text of 2^63 bytes", bytes([0x80, 4, 0x8d, 255, 255, 255, 255, 255, 255, 255, 127]), "its pickle ends early"],
    ["a memo index of 2^32", bytes([0x80, 2], "Nr", uint32(0xffffffff), "0j", uint32(0xffffffff), "."), undefined],
    ["a memo that was never filled", bytes([0x80, 2], "h", 3, "."), "its pickle is broken"],
    ["an empty stack", bytes([0x80, 2], "R."), "its pickle is broken"],
    ["a pop below the mark", bytes([0x80, 2], "N(R."), "its pickle is broken"],
    ["an unknown protocol", bytes([0x80, 9], "N."), "its pickle has an unknown protocol"],
    ["a line without end", bytes("c", "x".repeat(100_000)), "its pickle ends early"],
    ["a million nested lists", bytes("]".repeat(1_000_000), "a".repeat(999_999), "."), "its pickle nests too deep"],
    ["forty thousand nested lists", bytes("]".repeat(40_000), "a".repeat(39_999), "."), undefined],
    ["a million nested tuples", bytes("(".repeat(1_000_000), "t".repeat(1_000_000), "."), "its pickle nests too deep"],
    ["a million steps", bytes("N0".repeat(490_000), "N."), undefined],
    ["more steps than are followed", bytes("N0".repeat(2_100_000), "N."), "its pickle has too many steps"],
    ["a list in itself", bytes("]q", 0, "h", 0, "a."), undefined],
    ["a dictionary in itself", bytes("}q", 0, "S'x'\nh", 0, "s."), undefined],
  ])("%s", (_, pickled, problem) => {
    expect(ended(pickled)).toBe(problem);
  });

  test("a memo bomb stays as small as it is written", () => {
    const layers = Array.from({ length: 200 }, (_, layer) =>
      bytes("]q", layer + 1, "(", bytes("h", layer), bytes("h", layer), "e"),
    );
    expect(readPickle(bytes("]q", 0, ...layers.map((one) => [...one]), ".")).problem).toBeUndefined();
  });

  test("more globals than anybody needs", () => {
    const names = Array.from({ length: 1100 }, (_, index) => `cm\nn${index}\n0`).join("");
    expect(readPickle(bytes(names, "N."))).toMatchObject({ problem: "its pickle names more than 1000 globals" });
  });

  test("any bytes at all", () => {
    let state = 1;
    for (let round = 0; round < 300; round += 1) {
      const random = Uint8Array.from({ length: 400 }, () => {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
        return state >>> 24;
      });
      expect(typeof readPickle(random).end).toBe("number");
    }
    const good = pickle(new Map([["a", tuple(1, raw(bytes("N")), "b")]]));
    for (let at = 0; at < good.length; at += 1) {
      for (const value of [0, 0x28, 0x52, 0xff]) {
        const broken = good.slice();
        broken[at] = value;
        expect(Array.isArray(readPickle(broken).globals)).toBe(true);
      }
    }
  });
});
