import type { Terminal } from "./terminal.ts";

const LINK = /\[([^\][]{1,200})\]\((https?:\/\/[^()\s]{1,500})\)/g;
const EMPHASIS = /(\*\*|`)([^*`]{1,200})\1/g;

/** One of the project's own Markdown pages as plain text: headings and code set apart, links written out. */
export function renderPage(markdown: string, terminal: Pick<Terminal, "colour">): string {
  const style = (code: number, text: string) => (terminal.colour ? `\u001b[${code}m${text}\u001b[0m` : text);
  let code = false;
  let blank = false;
  const lines: string[] = [];
  for (const line of markdown.trim().split(/\r?\n/)) {
    // What is generated stands between comments; they leave no gap behind.
    if (!code && /^<!-- .{0,80} -->$/.test(line)) continue;
    if (line === "" && blank && !code) continue;
    blank = line === "";
    if (line.startsWith("```") || line.startsWith("~~~~")) {
      code = !code;
      continue;
    }
    const heading = /^(#{1,6}) (.*)$/.exec(line);
    if (code) lines.push(line === "" ? "" : `    ${style(36, line)}`);
    else if (heading !== null) lines.push(style(1, heading[2] ?? ""));
    else {
      const text = line
        .replace(LINK, (_, label: string, url: string) => `${label} (${url})`)
        .replace(EMPHASIS, (_, mark: string, inner: string) => style(mark === "`" ? 36 : 1, inner));
      lines.push(text);
    }
  }
  return `${lines.join("\n")}\n`;
}
