import { fillMessage } from "../../src/engine/review.ts";

test("slots are filled, lists joined, unknown slots kept", () => {
  expect(fillMessage("{a} and {b} but {c}", { a: 1, b: ["x", "y"] })).toBe("1 and x, y but {c}");
});
