/**
 * The form of a URL that answers with the file itself, for the places whose links lead to a page around it: GitHub
 * blobs and gists, Google Drive, Hugging Face, Dropbox. Any other URL comes back as it is.
 */
export function directUrl(url: string): string {
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    return url;
  }
  const parts = parsed.pathname.split("/").filter((part) => part !== "");
  switch (parsed.hostname) {
    case "github.com":
      return parts[2] === "blob" && parts.length > 4
        ? `https://raw.githubusercontent.com/${parts[0]}/${parts[1]}/${parts.slice(3).join("/")}`
        : url;
    case "gist.github.com":
      return parts.length >= 2 && parts.length <= 3 && parts[2] !== "raw"
        ? `https://gist.githubusercontent.com/${parts[0]}/${parts[1]}/raw${parts[2] === undefined ? "" : `/${parts[2]}`}`
        : url;
    case "drive.google.com": {
      const id =
        parts[0] === "file" && parts[1] === "d"
          ? parts[2]
          : parts[0] === "open" || parts[0] === "uc"
            ? (parsed.searchParams.get("id") ?? undefined)
            : undefined;
      return id === undefined ? url : `https://drive.google.com/uc?export=download&id=${encodeURIComponent(id)}`;
    }
    case "huggingface.co": {
      const at = parts.indexOf("blob");
      if (at < 1 || at > 3) return url;
      return `https://huggingface.co/${parts.map((part, index) => (index === at ? "resolve" : part)).join("/")}`;
    }
    case "www.dropbox.com":
    case "dropbox.com": {
      if (parts[0] !== "s" && parts[0] !== "scl") return url;
      const key = parsed.searchParams.get("rlkey");
      const query = key === null ? "" : `?rlkey=${encodeURIComponent(key)}`;
      return `https://dl.dropboxusercontent.com${parsed.pathname}${query}`;
    }
    default:
      return url;
  }
}
