/** Puts what was found in a file into words: one finding for each kind of thing, and one for each file inside it. */
import { type DocumentSecurity, MAX_DOCUMENT_FINDINGS } from "../../contracts/document-security.ts";
import { type Finding, type FindingKind, MAX_EXCERPT_CHARS, type Severity } from "../../contracts/finding.ts";
import type { Attachment } from "../../contracts/outline.ts";
import { ACTIVE_PARTS, type ActiveCounts, type ActivePart } from "./active-content.ts";

/** All that is known of a file. */
export interface FileFacts {
  readonly counts: ActiveCounts;
  /** Whether the counts are of all of the file. */
  readonly complete: boolean;
  readonly encrypted: boolean;
  /** Whether a password was given, which it may not have needed. */
  readonly passwordGiven: boolean;
  /** As far as the engine lists them. */
  readonly attachments: readonly Attachment[];
}

interface Sense {
  readonly kind: FindingKind;
  readonly severity: Severity;
  readonly reason: string;
}

const SENSES: Readonly<Record<ActivePart, Sense>> = {
  launch: { kind: "launch_action", severity: "high", reason: "An action starts a program or opens a file." },
  script_link: { kind: "javascript", severity: "high", reason: "A link runs a script." },
  script: { kind: "javascript", severity: "medium", reason: "The file carries a script for readers to run." },
  submit: { kind: "submit_action", severity: "medium", reason: "An action sends the form's data to an address." },
  import: { kind: "submit_action", severity: "medium", reason: "An action takes the form's data from another file." },
  file_link: {
    kind: "external_reference",
    severity: "medium",
    reason: "A link leads to a file of the reader's machine or network.",
  },
  other_file: { kind: "external_reference", severity: "low", reason: "An action leads into another file." },
  embedded_target: {
    kind: "external_reference",
    severity: "low",
    reason: "An action leads into a file inside another one.",
  },
  embedded: { kind: "embedded_file", severity: "low", reason: "A file is attached to a page, or otherwise inside." },
  media: {
    kind: "embedded_file",
    severity: "low",
    reason: "The file carries sound, film or models for readers to play.",
  },
  xfa: { kind: "xfa", severity: "low", reason: "The file carries a form of another kind (XFA), which is not read." },
};

/** Names of files that machines run when they are opened. */
const PROGRAM =
  /\.(?:app|bat|chm|cmd|com|cpl|dll|dmg|docm|exe|hta|iso|jar|js|jse|lnk|msi|ps1|py|reg|scr|sh|url|vbs|wsf|xlsm)$/i;

/** In the order of the table; files by their names, as many as there is room for. */
export function documentFindings(facts: FileFacts): DocumentSecurity {
  const named = facts.attachments.map(embeddedFile);
  const parts = ACTIVE_PARTS.filter(
    (part) => (facts.counts[part] ?? 0) > 0 && !(part === "embedded" && named.length > 0),
  );
  const found = [...parts.map((part) => finding(SENSES[part])), ...(facts.encrypted ? [encrypted(facts)] : [])];
  const room = MAX_DOCUMENT_FINDINGS - found.length;
  return { findings: [...found, ...named.slice(0, room)], complete: facts.complete && named.length <= room };
}

function finding(sense: Sense): Finding {
  return { ...sense, source: "document" };
}

function encrypted({ passwordGiven }: FileFacts): Finding {
  const reason = passwordGiven
    ? "The file is encrypted; it was opened with the password that came with it."
    : "The file is encrypted; an empty password opens it.";
  return finding({ kind: "encrypted", severity: "low", reason });
}

function embeddedFile({ name, size_bytes }: Attachment): Finding {
  const isProgram = PROGRAM.test(name.trim());
  const size = size_bytes === null ? "" : ` of ${size_bytes} bytes`;
  const reason = `A file${size} is inside the document${isProgram ? "; by its name it is a program" : ""}.`;
  const excerpt = [...name].slice(0, MAX_EXCERPT_CHARS / 2).join("");
  const severity = isProgram ? "high" : "low";
  return { ...finding({ kind: "embedded_file", severity, reason }), ...(excerpt === "" ? {} : { excerpt }) };
}
