import { directUrl } from "../../src/evidence/direct-url.ts";

test.each([
  ["https://github.com/a/b/blob/main/logs/x.txt", "https://raw.githubusercontent.com/a/b/main/logs/x.txt"],
  ["https://github.com/a/b/files/123/x.log", "https://github.com/a/b/files/123/x.log"],
  ["https://github.com/a/b/releases/download/v1/x.pth", "https://github.com/a/b/releases/download/v1/x.pth"],
  ["https://gist.github.com/me/0123abcd", "https://gist.githubusercontent.com/me/0123abcd/raw"],
  ["https://gist.github.com/me/0123abcd#file-x", "https://gist.githubusercontent.com/me/0123abcd/raw"],
  ["https://gist.github.com/me/0123abcd/raw", "https://gist.github.com/me/0123abcd/raw"],
  ["https://drive.google.com/file/d/1aB_-c/view?usp=sharing", "https://drive.google.com/uc?export=download&id=1aB_-c"],
  ["https://drive.google.com/open?id=1aB", "https://drive.google.com/uc?export=download&id=1aB"],
  ["https://drive.google.com/drive/folders/1aB", "https://drive.google.com/drive/folders/1aB"],
  ["https://huggingface.co/a/b/blob/main/x.pth", "https://huggingface.co/a/b/resolve/main/x.pth"],
  ["https://huggingface.co/a/b/resolve/main/x.pth", "https://huggingface.co/a/b/resolve/main/x.pth"],
  ["https://www.dropbox.com/s/abc/x.pth?dl=0", "https://dl.dropboxusercontent.com/s/abc/x.pth"],
  [
    "https://www.dropbox.com/scl/fi/abc/x.pth?rlkey=k&dl=0",
    "https://dl.dropboxusercontent.com/scl/fi/abc/x.pth?rlkey=k",
  ],
  ["https://download.pytorch.org/models/x-01234567.pth", "https://download.pytorch.org/models/x-01234567.pth"],
  ["no url", "no url"],
])("%s is fetched as %s", (url, direct) => {
  expect(directUrl(url)).toBe(direct);
});
