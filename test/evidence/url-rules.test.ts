import { DEFAULT_HOSTS, judgeRedirect, judgeUrl } from "../../src/evidence/url-rules.ts";

const rules = { hosts: DEFAULT_HOSTS };

test.each([
  "https://github.com/pytorch/vision/files/123/train.log",
  "http://arxiv.org/abs/2103.14030",
  "https://export.arxiv.org/api/query?id_list=2103.14030",
  "https://raw.githubusercontent.com/a/b/main/log.txt",
  "https://objects.githubusercontent.com/github-production-release-asset/1",
  "https://gist.githubusercontent.com/a/b/raw",
  "https://download.pytorch.org:443/models/x-0123abcd.pth",
  "https://cdn-lfs-us-1.huggingface.co/x",
  "https://cas-bridge.xethub.hf.co/x",
  "https://bucket.s3.amazonaws.com/x.pth",
  "https://s3.amazonaws.com/bucket/x.pth",
  "https://s3.us-west-2.amazonaws.com/bucket/x.pth",
  "https://s3-us-west-2.amazonaws.com/bucket/x.pth",
  "https://my.bucket.s3.eu-central-1.amazonaws.com/x.pth",
  "https://bucket.s3-us-west-2.amazonaws.com/x.pth",
  "https://drive.google.com/uc?export=download&id=1",
  "https://storage.googleapis.com/bucket/x.pth",
  "https://GITHUB.com/a/b",
])("%s may be asked", (url) => {
  expect(judgeUrl(url, rules)).toMatchObject({ allowed: true });
});

test.each([
  ["https://example.com/x", "the host example.com is not on the list of allowed hosts"],
  ["https://evilgithub.com/x", "the host evilgithub.com is not on the list of allowed hosts"],
  ["https://github.com.evil.example/x", "the host github.com.evil.example is not on the list of allowed hosts"],
  ["https://github.com./x", "the host github.com. is not on the list of allowed hosts"],
  ["https://githubusercontent.com/x", "the host githubusercontent.com is not on the list of allowed hosts"],
  ["https://gіthub.com/x", "the host xn--gthub-n2e.com is not on the list of allowed hosts"],
  [
    "https://s3x.us-east-1.elb.amazonaws.com/x",
    "the host s3x.us-east-1.elb.amazonaws.com is not on the list of allowed hosts",
  ],
  [
    "https://ec2-1-2-3-4.compute-1.amazonaws.com/x",
    "the host ec2-1-2-3-4.compute-1.amazonaws.com is not on the list of allowed hosts",
  ],
  ["https://drive.google.com/drive/folders/1", "this path of drive.google.com is not on the list of what is asked"],
  ["https://drive.google.com/uccello", "this path of drive.google.com is not on the list of what is asked"],
  ["https://api.github.com/user", "GitHub's API is asked by its own client only"],
  ["ftp://github.com/x", "only http and https are asked, not ftp:"],
  ["file:///etc/passwd", "only http and https are asked, not file:"],
  ["data:text/plain,x", "only http and https are asked, not data:"],
  ["https://user:secret@github.com/x", "the URL carries credentials"],
  ["https://user@github.com/x", "the URL carries credentials"],
  ["https://@github.com/x", "the URL carries credentials"],
  ["https:user@github.com/x", "the URL carries credentials"],
  ["https://github.com@127.0.0.1/x", "the URL carries credentials"],
  ["https://github.com:8443/x", "only the standard ports 80 and 443 are asked"],
  ["http://github.com:443/x", "only the standard ports 80 and 443 are asked"],
  ["https://github.com:22/x", "only the standard ports 80 and 443 are asked"],
  ["https://github.com\\@evil.example/x", "the URL holds spaces, control characters or backslashes"],
  ["https://git\thub.com/x", "the URL holds spaces, control characters or backslashes"],
  [" https://github.com/x", "the URL holds spaces, control characters or backslashes"],
  ["https://github.com/x\r\nHost: evil", "the URL holds spaces, control characters or backslashes"],
  ["https://github.com/\u0000", "the URL holds spaces, control characters or backslashes"],
  ["http://127.0.0.1/", "the host is an address that is not public"],
  ["http://2130706433/", "the host is an address that is not public"],
  ["http://0x7f.1/", "the host is an address that is not public"],
  ["http://0177.0.0.1/", "the host is an address that is not public"],
  ["http://127.1/", "the host is an address that is not public"],
  ["http://[::1]/", "the host is an address that is not public"],
  ["http://[::ffff:169.254.169.254]/", "the host is an address that is not public"],
  ["http://169.254.169.254/latest/meta-data/", "the host is an address that is not public"],
  ["http://8.8.8.8/", "the host 8.8.8.8 is not on the list of allowed hosts"],
  ["http://localhost/", "the host is not a public name"],
  ["http://metadata/", "the host is not a public name"],
  ["https://", "the URL is not valid"],
  ["//github.com/x", "the URL is not valid"],
  ["", "the URL is not valid"],
  [`https://github.com/${"x".repeat(2048)}`, "the URL is longer than 2048 characters"],
])("%s is refused", (url, reason) => {
  expect(judgeUrl(url, rules)).toEqual({ allowed: false, reason });
});

test("a policy's host opens that host, and never an inner address", () => {
  const wide = { hosts: ["weights.example.org", "*.lab.example", "127.0.0.1", "localhost", "10.0.0.1"] };
  expect(judgeUrl("https://weights.example.org/a.pth", wide)).toMatchObject({ allowed: true });
  expect(judgeUrl("https://a.b.lab.example/a.pth", wide)).toMatchObject({ allowed: true });
  expect(judgeUrl("https://lab.example/a.pth", wide)).toMatchObject({ allowed: false });
  expect(judgeUrl("http://127.0.0.1/", wide)).toMatchObject({ allowed: false });
  expect(judgeUrl("http://localhost/", wide)).toMatchObject({ allowed: false });
  expect(judgeUrl("http://10.0.0.1/", { hosts: ["*"] })).toMatchObject({ allowed: false });
  expect(judgeUrl("https://anything.example/", { hosts: ["*"] })).toMatchObject({ allowed: true });
});

test("the fragment is not sent", () => {
  const judgement = judgeUrl("https://github.com/a/b#c", rules);
  expect(judgement.allowed && judgement.url.href).toBe("https://github.com/a/b");
});

describe("redirects", () => {
  const judge = (url: string) => judgeUrl(url, rules);
  const from = new URL("https://github.com/a/b/files/1/x.log");

  test("a relative and an absolute one are followed", () => {
    const relative = judgeRedirect(from, "../2/y.log", judge);
    expect(relative.allowed && relative.url.href).toBe("https://github.com/a/b/files/2/y.log");
    expect(judgeRedirect(from, "https://objects.githubusercontent.com/x", judge)).toMatchObject({ allowed: true });
    expect(judgeRedirect(new URL("http://arxiv.org/abs/1"), "https://arxiv.org/abs/1", judge)).toMatchObject({
      allowed: true,
    });
  });

  test.each([
    ["http://github.com/x", "it redirects from https to http"],
    ["//evil.example/x", "it redirects, and the host evil.example is not on the list of allowed hosts"],
    ["https://169.254.169.254/", "it redirects, and the host is an address that is not public"],
    ["https://github.com:9200/", "it redirects, and only the standard ports 80 and 443 are asked"],
    ["https://a:b@github.com/", "it redirects, and the URL carries credentials"],
    ["gopher://github.com/", "it redirects, and only http and https are asked, not gopher:"],
    ["https://git\thub.com/", "it redirects to a URL that is not valid"],
    ["https://[", "it redirects to a URL that is not valid"],
  ])("one to %s is refused", (location, reason) => {
    expect(judgeRedirect(from, location, judge)).toEqual({ allowed: false, reason });
  });
});
