/** Text that runs a program, when it is pasted into a shell's command line or into a logger or sheet that evaluates it. */
import { type Around, after, before, includesAny, isLetterOrDigit, type Trigger } from "./trigger.ts";

const COMMAND = { kind: "command_injection", severity: "low" } as const;

const NEAR = 60;
const SEPARATORS = [";", "|", "&&", "`", "$("];

function followsSeparator(around: Around): boolean {
  const text = before(around, 4).trimEnd();
  return SEPARATORS.some((separator) => text.endsWith(separator));
}

/** All of a disk, not one of its folders. */
function isAll(around: Around): boolean {
  const next = around.text[around.end];
  return next === undefined || " *;&|\"'`".includes(next);
}

export const COMMAND_TRIGGERS: readonly Trigger[] = [
  {
    ...COMMAND,
    words: ["rm -rf /", "rm -rf ~", "rm -rf *", "rm -fr /", "rm -rf --no-preserve-root"],
    reason: "It deletes all files.",
    when: (around) => followsSeparator(around) || isAll(around),
  },
  {
    ...COMMAND,
    words: ["/etc/passwd", "/etc/shadow", "\\windows\\system32\\config\\sam"],
    reason: "It reads the names or passwords of a machine's users.",
    when: (around) =>
      before(around, 3) === "/.." ||
      before(around, 3) === "..\\" ||
      includesAny(before(around, 24), [";cat ", "; cat ", "|cat ", "| cat ", "&& cat ", "$(cat ", "`cat ", "file://"]),
  },
  {
    ...COMMAND,
    words: ["$(curl ", "$(wget ", "`curl ", "`wget ", "$(whoami", "$(id)", "; whoami", "&& whoami"],
    reason: "It puts the output of a program into a command.",
    when: (around) => !around.text.slice(around.start, around.end).endsWith("whoami") || isEnd(around),
  },
  {
    ...COMMAND,
    words: ["| sh", "| bash", "|sh", "|bash", "| sudo sh", "| sudo bash", "| zsh"],
    reason: "It runs what it loads or decodes.",
    when: (around) =>
      isEnd(around) && includesAny(before(around, 200), ["curl ", "wget ", "base64 -d", "base64 --decode"]),
  },
  {
    ...COMMAND,
    words: ["/dev/tcp/", "bash -i >&", "sh -i >&", "nc -e /", "ncat -e /", "nc -e cmd", "nc.exe -e "],
    reason: "It gives another machine a shell on this one.",
  },
  {
    ...COMMAND,
    words: ["powershell", "powershell.exe"],
    reason: "It runs an encoded or a loaded program.",
    when: (around) =>
      !isLetterOrDigit(around.text[around.start - 1]) &&
      includesAny(after(around, NEAR), [" -enc ", " -encodedcommand ", " -e ", "downloadstring(", "iex(", "iex ("]),
  },
  {
    ...COMMAND,
    words: ["cmd.exe /c", "cmd /c"],
    reason: "It runs a program.",
    when: followsSeparator,
  },
  {
    ...COMMAND,
    words: ["=cmd|", "+cmd|", "-cmd|", "@cmd|", "=dde(", "=msexcel|"],
    reason: "It makes a spreadsheet run a program.",
  },
  {
    ...COMMAND,
    words: ["certutil -urlcache", "certutil.exe -urlcache", "bitsadmin /transfer", "mshta http", "mshta.exe http"],
    reason: "It loads a program.",
  },
  { ...COMMAND, severity: "medium", words: ["${jndi:", "${${lower:j"], reason: "It makes a logger load a program." },
  {
    ...COMMAND,
    severity: "medium",
    words: ["() { :;};", "() { :; };", "(){ :;};"],
    reason: "It makes a shell run what a variable holds.",
  },
  { ...COMMAND, words: [":(){ :|:& };:", ":(){:|:&};:"], reason: "It starts programs without end." },
];

function isEnd(around: Around): boolean {
  return !isLetterOrDigit(around.text[around.end]) && around.text[around.end] !== "-";
}
