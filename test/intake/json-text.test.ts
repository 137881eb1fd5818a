import { parseJson } from "../../src/intake/json-text.ts";

describe("parseJson", () => {
  test("yields the value of what is JSON", () => {
    expect(parseJson('{"a": [1, -2.5e3, "x\\u00e9\\n", true, null], "": {}}')).toEqual({
      value: { a: [1, -2500, "xé\n", true, null], "": {} },
    });
  });

  test.each([
    ["", "line 1, column 1: expected a value, found the end of the file"],
    ["{", "line 1, column 2: expected a key in double quotes, found the end of the file"],
    ['{"a": 1,\n  "b" 2}', 'line 2, column 7: expected a colon, found "2"'],
    ['{"a": 1\n "b": 2}', 'line 2, column 2: expected a comma or }, found "\\""'],
    ['{"a": 1,}', 'line 1, column 9: expected a key in double quotes, found "}"'],
    ["[1, 2,\n]", 'line 2, column 1: expected a value, found "]"'],
    ["{'a': 1}", 'line 1, column 2: expected a key in double quotes, found "\'"'],
    ['{"a": "never closed', 'line 1, column 7: expected a well-formed string, found "\\""'],
    ['{"a": "tab\there"}', 'line 1, column 7: expected a well-formed string, found "\\""'],
    ['{"a": "\\x"}', 'line 1, column 7: expected a well-formed string, found "\\""'],
    ['{"a": NaN}', 'line 1, column 7: expected a value, found "N"'],
    ["[01]", 'line 1, column 3: expected a comma or ], found "1"'],
    ["{} {}", 'line 1, column 4: expected the end of the file, found "{"'],
    ["// a comment\n{}", 'line 1, column 1: expected a value, found "/"'],
    ["<<<<<<< HEAD\n{}", 'line 1, column 1: expected a value, found "<"'],
  ])("%j is wrong at %s", (text, where) => {
    expect(parseJson(text)).toEqual({ fault: `is not valid JSON at ${where}` });
  });

  test("nesting and strings without end are faults like others", () => {
    expect(parseJson("[".repeat(65_536))).toEqual({
      fault: "is not valid JSON at line 1, column 65537: expected a value, found the end of the file",
    });
    expect(parseJson(`["${"a".repeat(2_000_000)}`)).toEqual({
      fault: 'is not valid JSON at line 1, column 2: expected a well-formed string, found "\\""',
    });
  });
});
