import { RULES } from "../../src/rules/index.ts";
import { MemoryStore } from "../../src/work/memory-store.ts";
import { policyInForce } from "../../src/work/policy-in-force.ts";
import type { PolicyText } from "../../src/work/ports.ts";

const OWN = "acme/vision/.github/weighbridge.yml";
const SHARED = "acme/.github/.github/weighbridge.yml";
const GOOD = "enforce: true\n";
const BROKEN = "enforce: perhaps\n";

function setUp() {
  const store = new MemoryStore();
  return async (text: string | undefined, file = OWN, place = "acme/vision@main") => {
    const found: PolicyText | undefined = text === undefined ? undefined : { text, file };
    const { policy, instead } = await policyInForce(found, place, RULES, store);
    return [policy.enforce, instead];
  };
}

test("the last good policy stays in force", async () => {
  const inForce = setUp();
  expect(await inForce(GOOD)).toEqual([true, undefined]);
  expect(await inForce(BROKEN)).toEqual([true, "last good"]);
  expect(await inForce(BROKEN)).toEqual([true, "last good"]);
  expect(await inForce("")).toEqual([false, undefined]);
  expect(await inForce(BROKEN)).toEqual([false, "last good"]);
});

test("a policy whose file was removed does not come back", async () => {
  const inForce = setUp();
  await inForce(GOOD);
  expect(await inForce(undefined)).toEqual([false, undefined]);
  expect(await inForce(BROKEN)).toEqual([false, "preset"]);
});

test("the organisation's policy does not stand in for the repository's, nor the other way about", async () => {
  const inForce = setUp();
  await inForce(GOOD, SHARED);
  expect(await inForce(BROKEN, OWN)).toEqual([false, "preset"]);
  expect(await inForce(BROKEN, SHARED)).toEqual([false, "preset"]);
  await inForce(GOOD, OWN);
  expect(await inForce(BROKEN, SHARED)).toEqual([false, "preset"]);
});

test("each branch has its own", async () => {
  const inForce = setUp();
  await inForce(GOOD);
  expect(await inForce(undefined, OWN, "acme/vision@mai")).toEqual([false, undefined]);
  expect(await inForce(BROKEN, OWN, "acme/vision@main-2")).toEqual([false, "preset"]);
  expect(await inForce(BROKEN)).toEqual([true, "last good"]);
});
