import { findUrls } from "../../src/submission/bare-urls.ts";

const hrefs = (text: string) => findUrls(text).map(({ href }) => href);

test.each([
  ["see https://arxiv.org/abs/2104.00298.", ["https://arxiv.org/abs/2104.00298"]],
  ["(https://example.org/a_(b))", ["https://example.org/a_(b)"]],
  ["**https://example.org/x**, then", ["https://example.org/x"]],
  ["_https://example.org/x_y_?!", ["https://example.org/x_y"]],
  ["[log: https://example.org/log.txt]", ["https://example.org/log.txt"]],
  ["https://example.org/[id]", ["https://example.org/[id]"]],
  ["https://a.example/x<br>https://b.example/y", ["https://a.example/x", "https://b.example/y"]],
  [
    "论文：https://arxiv.org/abs/1。代码见https://example.org/c，谢谢",
    ["https://arxiv.org/abs/1", "https://example.org/c"],
  ],
  ["www.example.org/a, www. and www.x", ["http://www.example.org/a"]],
  ["HTTPS://Example.org/A ftp://example.org/f", ["HTTPS://Example.org/A", "ftp://example.org/f"]],
  ['url="https://example.org/m-0676ba61.pth",', ["https://example.org/m-0676ba61.pth"]],
  [
    "{'a':'https://example.org/a.pth','b':'https://example.org/b.pth'}",
    ["https://example.org/a.pth", "https://example.org/b.pth"],
  ],
  ["https://example.org/?a=1&amp;", ["https://example.org/?a=1"]],
  ["|https://example.org/x|76.1|", ["https://example.org/x"]],
  ["https://example.org/a](https://example.org/b)", ["https://example.org/a"]],
  ["https:// http://… https://$HOST/x xhttps://example.org", []],
  ["git+https://github.com/o/r.git", ["https://github.com/o/r.git"]],
  ["https://user-images.example.org/1/2-3.png?x=%20#y", ["https://user-images.example.org/1/2-3.png?x=%20#y"]],
])("%s", (text, expected) => {
  expect(hrefs(text)).toEqual(expected);
});

test("offsets count the whole text and a range bounds the search", () => {
  const text = "a https://one.example/x b https://two.example/yy";
  expect(findUrls(text, 10)).toEqual([{ href: "https://two.example/yy", start: 26, end: 48 }]);
  expect(findUrls(text, 26, 45)).toEqual([{ href: "https://two.example", start: 26, end: 45 }]);
  expect(findUrls("", 0, 0)).toEqual([]);
});
