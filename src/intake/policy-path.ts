/** Where a repository keeps its policy. */
export const POLICY_PATH = ".github/weighbridge.yml";
