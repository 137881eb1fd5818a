import { workErrorOf } from "../../src/github/github-error.ts";
import { dispositionOf } from "../../src/queue/retry-causes.ts";

function refused(status: number, message: string): Error {
  return Object.assign(new Error(message), { status, response: { headers: {}, data: { message } } });
}

test.each([
  [401, "Bad credentials", "credentials-refused"],
  [401, "A JSON web token could not be decoded", "credentials-refused"],
  [404, "Integration not found", "credentials-refused"],
  [404, "Not Found", "not-found"],
  [403, "Resource not accessible by integration", "permission-missing"],
  [403, "This installation has been suspended", "not-found"],
  [403, "Sorry. This installation owned by acme was suspended", "not-found"],
  [403, "Sorry. Your account was suspended", "permission-missing"],
  [451, "Repository access blocked", "permission-missing"],
  [422, `No commit found for SHA: ${"a".repeat(40)}`, "commit-not-there"],
  [422, "Validation Failed", "unprocessable"],
])("%i %s is %s", (status, message, cause) => {
  expect(workErrorOf(refused(status, message))).toMatchObject({ cause });
});

test("refused credentials are waited out like an outage, and the message names the remedy", () => {
  const error = workErrorOf(refused(401, "Bad credentials"));
  expect(error.message).toBe(
    "GitHub answered 401: Bad credentials (check APP_ID, PRIVATE_KEY and this machine's clock)",
  );
  expect(dispositionOf(error, 1)).toEqual({ outcome: "retry", cause: "credentials-refused", afterMs: 2_000 });
});

test("a commit that is not there yet is looked for again within seconds", () => {
  const error = workErrorOf(refused(422, "No commit found for SHA: 1"));
  expect(dispositionOf(error, 1)).toEqual({ outcome: "retry", cause: "commit-not-there", afterMs: 1_000 });
});
