export default {
  testEnvironment: "node",
  roots: ["<rootDir>/test"],
  testMatch: ["**/*.test.ts"],
  // Real processes of the built program against a stand-in for GitHub, minutes long: a check of its own.
  testPathIgnorePatterns: process.env.END_TO_END === "1" ? [] : ["/test/end-to-end/"],
  extensionsToTreatAsEsm: [".ts"],
  transform: {
    "^.+\\.ts$": ["@swc/jest", { jsc: { parser: { syntax: "typescript" }, target: "es2022" }, module: { type: "es6" } }],
  },
};
