import { DEFAULT_BOUNDS } from "../../src/evidence/bounds.ts";
import { gatherPapers, lookupOf } from "../../src/evidence/gather-papers.ts";
import type { PaperClaim } from "../../src/submission/claims.ts";
import { type Sayings, spokenWorld } from "./spoken-world.ts";

const paper = (url: string, venue: PaperClaim["venue"], more: Partial<PaperClaim> = {}): PaperClaim => ({
  url,
  venue,
  label: "paper",
  about: "model",
  evidence: { source: "description", line: 1, quote: url },
  ...more,
});

const FEED_URL = "https://export.arxiv.org/api/query?id_list=2401.00001";
const ABS_URL = "https://arxiv.org/abs/2401.00001";
const entry = "<feed><entry><id>http://arxiv.org/abs/2401.00001v1</id><title>Wading</title></entry></feed>";
const page = '<meta name="citation_title" content="Wading">';

async function gather(sayings: Sayings, claims: readonly PaperClaim[], reason?: string) {
  const world = spokenWorld(sayings, reason);
  const facts = await gatherPapers({ papers: claims }, world.fetcher, DEFAULT_BOUNDS, () => undefined);
  return { facts, asked: world.asked };
}

test("an arXiv paper is known by its feed", async () => {
  const url = "http://arxiv.org/pdf/2401.00001v2.pdf";
  const { facts, asked } = await gather({ [FEED_URL]: entry }, [paper(url, "arxiv"), paper(ABS_URL, "arxiv")]);
  const fact = {
    status: "known",
    value: { title: "Wading", authors: [], registry: "arxiv" },
    evidence: { source: "paper", url: ABS_URL, quote: "Wading" },
  };
  expect([...facts]).toEqual([
    [url, fact],
    [ABS_URL, fact],
  ]);
  expect(asked).toEqual([FEED_URL]);
});

test.each<[string, Sayings, string, string]>([
  ["its page, when the feed is not recorded", { [ABS_URL]: page }, "known", "Wading"],
  ["its page, when the feed is empty for once", { [FEED_URL]: "<feed></feed>", [ABS_URL]: page }, "known", "Wading"],
  ["its page, when the feed fails", { [FEED_URL]: 503, [ABS_URL]: page }, "known", "Wading"],
  ["an empty feed alone, in a recording", { [FEED_URL]: "<feed></feed>" }, "refuted", "arXiv knows no 2401.00001"],
  ["a page that is not there", { [ABS_URL]: 404 }, "refuted", "arXiv knows no 2401.00001"],
  [
    "a page that is not there, though the feed failed",
    { [FEED_URL]: 400, [ABS_URL]: 404 },
    "refuted",
    "arXiv knows no 2401.00001",
  ],
  [
    "an empty feed and a page that fails",
    { [FEED_URL]: "<feed></feed>", [ABS_URL]: 503 },
    "unreachable",
    "arxiv.org answered 503",
  ],
  ["another document", { [FEED_URL]: "<html>" }, "unreachable", "the answer of arXiv has another shape than expected"],
  ["nothing", {}, "unreachable", "not recorded"],
])("an arXiv paper is judged by %s", async (_, sayings, status, words) => {
  const { facts } = await gather(sayings, [paper(ABS_URL, "arxiv")]);
  const fact = facts.get(ABS_URL);
  expect(fact?.status).toBe(status);
  expect(fact?.status === "known" ? fact.value.title : fact?.reason).toBe(words);
});

test("a recorded 404 of the claimed URL refutes it when no registry was recorded", async () => {
  const url = "https://arxiv.org/pdf/2401.00001";
  const { facts } = await gather({ [url]: 404 }, [paper(url, "arxiv")]);
  expect(facts.get(url)).toMatchObject({ status: "refuted" });
  const there = await gather({ [url]: "%PDF" }, [paper(url, "arxiv")]);
  expect(there.facts.get(url)).toMatchObject({
    status: "unreachable",
    reason: "no registry that was asked tells its title",
  });
});

const DOI_URL = "https://doi.org/10.1109/POND.2016.90";
const CROSSREF_URL = "https://api.crossref.org/works/10.1109/POND.2016.90";
const HANDLE_URL = "https://doi.org/api/handles/10.1109/POND.2016.90";
test.each<[string, Sayings, string, string]>([
  ["Crossref", { [CROSSREF_URL]: { message: { title: ["Wading"] } } }, "known", "Wading"],
  [
    "Crossref's 404 and an agency that knows it",
    { [CROSSREF_URL]: 404, [HANDLE_URL]: "{}" },
    "unreachable",
    "the DOI exists, but Crossref does not hold its title",
  ],
  [
    "Crossref's 404 and no agency",
    { [CROSSREF_URL]: 404, [HANDLE_URL]: 404 },
    "refuted",
    "the DOI registry knows no 10.1109/POND.2016.90",
  ],
  [
    "no agency, while Crossref fails",
    { [CROSSREF_URL]: 500, [HANDLE_URL]: 404 },
    "refuted",
    "the DOI registry knows no 10.1109/POND.2016.90",
  ],
  [
    "Crossref's 404 alone, in a recording",
    { [CROSSREF_URL]: 404 },
    "refuted",
    "the DOI registry knows no 10.1109/POND.2016.90",
  ],
])("a DOI is judged by %s", async (_, sayings, status, words) => {
  const { facts } = await gather(sayings, [paper(DOI_URL, "doi")]);
  const fact = facts.get(DOI_URL);
  expect(fact?.status).toBe(status);
  expect(fact?.status === "known" ? fact.value.title : fact?.reason).toBe(words);
});

test("a host that is down refutes nothing", async () => {
  const claims = [
    paper(ABS_URL, "arxiv"),
    paper(DOI_URL, "doi"),
    paper("https://openreview.net/forum?id=aB3_-x", "openreview"),
  ];
  const { facts } = await gather({}, claims, "the host did not answer within 10 s");
  expect([...facts.values()].map((fact) => fact.status)).toEqual(["unreachable", "unreachable", "unreachable"]);
});

test("OpenReview is asked at both its APIs, then at the forum", async () => {
  const url = "https://openreview.net/forum?id=aB3_-x";
  const notes = { notes: [{ id: "aB3_-x", content: { title: "Wading" } }] };
  const first = await gather(
    {
      "https://api2.openreview.net/notes?id=aB3_-x": { notes: [] },
      "https://api.openreview.net/notes?id=aB3_-x": notes,
    },
    [paper(url, "openreview")],
  );
  expect(first.facts.get(url)).toMatchObject({ status: "known", value: { title: "Wading", registry: "openreview" } });
  const forum = await gather({ [url]: page }, [paper(url, "openreview")]);
  expect(forum.facts.get(url)).toMatchObject({ status: "known", evidence: { url, quote: "Wading" } });
  const hidden = await gather(
    { "https://api2.openreview.net/notes?id=aB3_-x": 403, "https://api.openreview.net/notes?id=aB3_-x": { notes: [] } },
    [paper(url, "openreview")],
  );
  expect(hidden.facts.get(url)).toMatchObject({ status: "unreachable", reason: "api2.openreview.net answered 403" });
});

test.each<[PaperClaim, string | undefined]>([
  [paper("https://dl.acm.org/doi/pdf/10.1145/1234.5678", "acm"), "doi 10.1145/1234.5678"],
  [paper("https://dx.doi.org/10.1007/978-3-0_1?x=1", "doi"), "doi 10.1007/978-3-0_1"],
  [paper("https://doi.org/10.48550/arXiv.2401.00001", "doi"), "arxiv 2401.00001"],
  [paper("https://example.org/x", "arxiv", { id: "2401.00001" }), "arxiv 2401.00001"],
  // A publisher's path goes on after the DOI: asked for as it stands, it would not exist.
  [paper("https://publisher.example/articles/10.3389/fnins.2020.1/full", "other"), undefined],
  [paper("https://doi.org/10.1002/(SICI)1097-0258(1998)17%3C1%3E", "doi"), undefined],
  [paper("https://openaccess.thecvf.com/x.pdf", "cvf"), undefined],
  [paper("https://example.org/paper.pdf", "pdf"), undefined],
  [paper("https://openreview.net/group?id=ICLR.cc", "openreview"), undefined],
])("what is looked up for %j", (claim, expected) => {
  const lookup = lookupOf(claim);
  expect(lookup === undefined ? undefined : `${lookup.registry} ${lookup.id}`).toBe(expected);
});

test("the model's own papers come first, six at most", async () => {
  const other = Array.from({ length: 8 }, (_, index) =>
    paper(`https://arxiv.org/abs/2401.1000${index}`, "arxiv", { about: "other" }),
  );
  const { facts } = await gather({}, [...other, paper(ABS_URL, "arxiv")]);
  expect([...facts.keys()][0]).toBe(ABS_URL);
  expect(facts.size).toBe(6);
});
