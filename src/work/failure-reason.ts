/** Why no review could be made, for the people who read the check. By the causes of the queue's table. */
const REASONS: Readonly<Record<string, string>> = {
  "permission-missing":
    "The App lacks a permission that it needs. Whoever installed it can accept its permissions in the settings of the installation.",
  unprocessable: "GitHub refused what the App asked for, and would refuse it again.",
  "network-error": "GitHub could not be reached for hours.",
  "github-unavailable": "GitHub was out of order for hours.",
  "bad-gateway": "GitHub was out of order for hours.",
  timeout: "GitHub took too long to answer, again and again.",
  "answer-lost": "GitHub's answers were lost on their way, again and again.",
  "secondary-limit": "GitHub asked the App to slow down for so long that it gave up.",
  "primary-limit": "The App's budget of requests to GitHub was used up for so long that it gave up.",
  "credentials-refused":
    "GitHub refused the App's credentials for hours. Its operator finds the remedy in the log: APP_ID, PRIVATE_KEY, or a clock that is wrong.",
  "commit-not-there": "GitHub did not know this commit yet when its review was due.",
  "store-busy": "The App's own storage was out of reach.",
  "process-ended": "The App's process ended each time that it reviewed this pull request.",
  "not-found": "GitHub knows no more of something that the review is made from, or does not show it to the App.",
  bug: "Something inside the App broke. Its operator finds it in the log.",
};

/** A sentence for a cause. */
export function failureReason(cause: string): string {
  const said = Object.hasOwn(REASONS, cause) ? REASONS[cause] : undefined;
  return `${said ?? REASONS.bug} Ask for a new review with the button or with \`/weighbridge recheck\`.`;
}
