/** The glob patterns of KEYS, SCAN and PSUBSCRIBE, as regular expressions over byte strings. */
import type { ByteString } from "../byte-string.ts";

const quote = (char: string): string => char.replace(/[\\^$.*+?()[\]{}|/-]/, "\\$&");

function classExpression(body: string): string {
  const negated = body.startsWith("^");
  const members = (negated ? body.slice(1) : body).replace(/\\(.)|[\\\]^]/gs, (match, escaped?: string) =>
    escaped === undefined ? `\\${match}` : quote(escaped),
  );
  if (members === "") return negated ? "[\\s\\S]" : "[]";
  return `[${negated ? "^" : ""}${members}]`;
}

/** Knows `*`, `?`, `[abc]`, `[^a-z]` and the backslash. Stars in a row are one, so that no pattern backtracks for long. */
export function globExpression(pattern: ByteString): RegExp {
  const source = pattern.replace(/\*+|\?|\\([\s\S])|\[((?:\\[\s\S]|[^\]\\])*)\]|[\s\S]/g, (token, escaped, members) => {
    if (token.startsWith("*")) return "[\\s\\S]*?";
    if (token === "?") return "[\\s\\S]";
    if (escaped !== undefined) return quote(escaped);
    return members === undefined ? quote(token) : classExpression(members);
  });
  return new RegExp(`^${source}$`);
}
