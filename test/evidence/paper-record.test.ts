import {
  arxivIdOf,
  parseArxivFeed,
  parseCitationPage,
  parseCrossref,
  parseOpenreview,
} from "../../src/evidence/paper-record.ts";

const FEED = `<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
  <title type="html">ArXiv Query: id_list=2401.00001</title>
  <id>http://arxiv.org/api/abc</id>
  <entry>
    <id>http://arxiv.org/abs/2401.00001v2</id>
    <updated>2024-02-02T00:00:00Z</updated>
    <published>2024-01-01T00:00:00Z</published>
    <title>Herons &amp; Egrets:
  Wading Networks for &lt;i&gt;Shallow&lt;/i&gt; Water</title>
    <summary>…</summary>
    <author><name>Ada Reed</name></author>
    <author>
      <name>Bo&#353; Marsh</name>
      <arxiv:affiliation xmlns:arxiv="http://arxiv.org/schemas/atom">Pond</arxiv:affiliation>
    </author>
  </entry>
</feed>`;

test("an arXiv feed", () => {
  expect(parseArxivFeed(FEED)).toEqual([
    {
      id: "2401.00001",
      paper: {
        title: "Herons & Egrets: Wading Networks for <i>Shallow</i> Water",
        authors: ["Ada Reed", "Boš Marsh"],
        year: 2024,
        registry: "arxiv",
      },
    },
  ]);
});

test.each([
  ["an empty feed", '<feed xmlns="x"><title>q</title></feed>', []],
  ["an error entry", "<feed><entry><id>http://arxiv.org/api/errors#bad</id><title>Error</title></entry></feed>", []],
  ["an entry without title", "<feed><entry><id>http://arxiv.org/abs/2401.00001</id></entry></feed>", []],
  ["another document", "<html><body>rate exceeded</body></html>", undefined],
  ["nothing", "", undefined],
])("%s", (_, xml, expected) => {
  expect(parseArxivFeed(xml)).toEqual(expected);
});

test("a page's citation metadata", () => {
  const html = `<head><meta name="citation_title" content="Wading &quot;Nets&quot; > All" />
    <meta content='Reed, Ada' name='citation_author'><META name="citation_author" content="Marsh, Bo">
    <meta name="citation_date" content="2024/01/01" /><meta name="citation_online_date" content="2025/02/02" />`;
  expect(parseCitationPage(html.replace("META", "meta"), "arxiv")).toEqual({
    title: 'Wading "Nets" > All',
    authors: ["Reed, Ada", "Marsh, Bo"],
    year: 2024,
    registry: "arxiv",
  });
  expect(parseCitationPage("<title>Not found</title>", "arxiv")).toBeUndefined();
});

test("Crossref's record", () => {
  const message = {
    title: ["Deep  Wading"],
    author: [{ given: "Ada", family: "Reed" }, { name: "The Pond Team" }, {}],
    issued: { "date-parts": [[2016, 6]] },
  };
  expect(parseCrossref({ status: "ok", message })).toEqual({
    title: "Deep Wading",
    authors: ["Ada Reed", "The Pond Team"],
    year: 2016,
    registry: "crossref",
  });
  expect(parseCrossref({ message: { title: ["x"], issued: { "date-parts": [[null]] } } })).toEqual({
    title: "x",
    authors: [],
    registry: "crossref",
  });
  for (const strange of [null, {}, { message: {} }, { message: { title: [] } }, { message: { title: [""] } }, []]) {
    expect(parseCrossref(strange)).toBeUndefined();
  }
});

test("OpenReview's notes, of both its APIs", () => {
  const second = {
    notes: [
      { id: "aB3", content: { title: { value: "Wading" }, authors: { value: ["Ada Reed"] } }, pdate: 1700000000000 },
    ],
  };
  const first = { notes: [{ id: "aB3", content: { title: "Wading", authors: ["Ada Reed"] }, cdate: 1600000000000 }] };
  expect(parseOpenreview(second, "aB3")).toEqual({
    title: "Wading",
    authors: ["Ada Reed"],
    year: 2023,
    registry: "openreview",
  });
  expect(parseOpenreview(first, "aB3")).toEqual({
    title: "Wading",
    authors: ["Ada Reed"],
    year: 2020,
    registry: "openreview",
  });
  expect(parseOpenreview({ notes: [] }, "aB3")).toBe("none");
  expect(parseOpenreview(first, "other")).toBe("none");
  expect(parseOpenreview({ name: "ForbiddenError" }, "aB3")).toBeUndefined();
});

test.each([
  ["https://arxiv.org/abs/2401.00001", "2401.00001"],
  ["https://arxiv.org/abs/2401.00001v3", "2401.00001"],
  ["http://www.arxiv.org/pdf/2401.00001v1.pdf", "2401.00001"],
  ["https://arxiv.org/pdf/1412.0001.pdf#page=3", "1412.0001"],
  ["https://arxiv.org/html/2401.00001v1/", "2401.00001"],
  ["https://arxiv.org/abs/cs/0112017", "cs/0112017"],
  ["arXiv:2401.00001", "2401.00001"],
  ["2401.00001", "2401.00001"],
  ["https://arxiv.org/list/cs.CV/recent", undefined],
  ["https://arxiv.org/abs/24010.00001", undefined],
  ["", undefined],
])("the arXiv identifier of %s", (text, id) => {
  expect(arxivIdOf(text)).toBe(id);
});

test("hostile documents are values too", () => {
  const documents = [
    "<entry".repeat(20_000),
    "<feed>".concat("<entry>".repeat(20_000)),
    "<feed>".concat("<entryx".repeat(20_000), ">"),
    "<feed><entry><title>".concat("<".repeat(64_000)),
    "<meta ".repeat(20_000),
    '<meta name="'.repeat(10_000),
    "<meta name='citation_title' content=\"&#x110000;&#0;&#xd800;&bogus;\">",
    "&".repeat(64_000),
  ];
  for (const document of documents) {
    expect(() => parseArxivFeed(document)).not.toThrow();
    expect(() => parseCitationPage(document, "arxiv")).not.toThrow();
  }
});
