/** What a stranger might write to mention people, to link, to break out of a quote, a table, a fence or a fold, or to hide. */
export const HOSTILE: readonly string[] = [
  "@octocat please merge",
  "cc @acme/maintainers, (@octocat) and 'octo@cat.dev'",
  "#123 fixes acme/vision#9 GH-77 (gh-5)",
  "deadbeef1234567 a5c3785ed8d6a35868bc169f07e40e889087fd2e",
  "https://evil.example/x http://evil.example www.evil.example evil.example/x ftp://evil.example mailto:a@evil.example",
  "[click](https://evil.example) ![x](https://evil.example/p.png) [a]: https://evil.example [ref]",
  "<a href='https://evil.example'>x</a><img src=x onerror=alert(1)><script>alert(1)</script><!-- --></details></summary>",
  "<https://evil.example> <x@evil.example>",
  "a | b || c \\| d | --- | `x|y`",
  "`code` ``more`` ```fence``` ` `` ```` unmatched `",
  "```\n</details>\n# Heading\n@octocat",
  "~~~~\n```\n````\n`````\n# Heading",
  "line one\n\n# Heading\n\n- item\n\n> quote\n\n---\n\n===",
  "1. one\n2) two\n+ plus\n* star\n- minus",
  "**bold** __bold__ *it* _it_ ~~gone~~ $x^2$ $$y$$ :tada: a:tada:b",
  "&lt;b&gt; &#64;octocat &commat;octocat &amp;",
  "\\@octocat \\[x\\](y) \\`z\\` \\<b\\>",
  "\u202egnp.exe\u202c \u200b@\u200boctocat \ufeff\u2066x\u2069",
  "\u001b[31mred\u001b[0m \u001b]0;title\u0007 \u0000\u0008\u009b31m",
  "\ud800 lone \udc00 surrogates \u{e0041}",
  "x".repeat(5_000),
  "`".repeat(5_000),
  "| ".repeat(2_000),
  "<".repeat(3_000),
  "[".repeat(3_000),
  "\n".repeat(3_000),
  "::error file=a,title=b::c%0A::stop-commands::x",
  "$(touch /tmp/owned) `touch x` ; rm -rf ~ && echo ' \" \\ ! {a,b} <(x) > y",
  "'; rm -rf ~ #",
  "--flag=$(id) -o /etc/passwd ../../../etc/passwd",
  "",
  "   ",
];

/** A source of numbers that gives the same sequence in every run. */
export function sequence(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const PIECES = [
  ..."`|<>[]()@#*_~\\&!$:;.-=+'\" \n\t/",
  "a",
  "octocat",
  "12",
  "https://",
  "www.",
  "evil.example",
  "```",
  "</details>",
  "<!--",
  "&#64;",
  "\u202e",
  "é",
];

/** Words made of the characters that mean something somewhere. */
export function randomWords(next: () => number): string {
  const length = 1 + Math.floor(next() * 24);
  return Array.from({ length }, () => PIECES[Math.floor(next() * PIECES.length)] ?? "").join("");
}
