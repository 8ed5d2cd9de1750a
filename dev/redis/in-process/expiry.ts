/** Times to live: relative and absolute, in seconds and milliseconds, as arguments and as answers. */
import type { ByteString } from "../byte-string.ts";
import { type Command, type CommandContext, read, write } from "./command.ts";
import { CommandFailure } from "./command-failure.ts";
import { integer } from "./number-argument.ts";

const FORMS = {
  EX: { unit: 1000, absolute: false },
  PX: { unit: 1, absolute: false },
  EXAT: { unit: 1000, absolute: true },
  PXAT: { unit: 1, absolute: true },
} as const;

export type ExpiryForm = keyof typeof FORMS;
export const EXPIRY_FORMS = Object.keys(FORMS) as ExpiryForm[];

function instant(form: ExpiryForm, amount: number, now: number): number {
  const { unit, absolute } = FORMS[form];
  return amount * unit + (absolute ? 0 : now);
}

/** The instant a new value expires at. Zero and negative times fail, as they do in SET. */
export function expiryOption(form: ExpiryForm, value: ByteString, command: string, now: number): number {
  const amount = integer(value);
  if (amount <= 0) throw new CommandFailure(`ERR invalid expire time in '${command}' command`);
  return instant(form, amount, now);
}

function mayReplace(condition: string | undefined, current: number | null, wanted: number): boolean {
  if (condition === "NX") return current === null;
  if (condition === "XX") return current !== null;
  if (condition === "GT") return current !== null && wanted > current;
  if (condition === "LT") return current === null || wanted < current;
  return true;
}

const CONDITIONS = ["NX", "XX", "GT", "LT"];

function conditionOf(words: readonly ByteString[]): string | undefined {
  const unknown = words.find((word) => !CONDITIONS.includes(word.toUpperCase()));
  if (unknown !== undefined) throw new CommandFailure(`ERR Unsupported option ${unknown}`);
  return words[0]?.toUpperCase();
}

function expire(form: ExpiryForm): Command {
  return write(-3, ([key = "", amount = "", ...rest], { keyspace }) => {
    const condition = conditionOf(rest);
    const wanted = instant(form, integer(amount), keyspace.now());
    const current = keyspace.expiresAt(key);
    if (current === undefined || !mayReplace(condition, current, wanted)) return 0;
    return Number(keyspace.expire(key, wanted));
  });
}

function remaining(unit: number, absolute: boolean): Command {
  return read(2, ([key = ""], { keyspace }) => {
    const expiresAt = keyspace.expiresAt(key);
    if (expiresAt === undefined) return -2;
    if (expiresAt === null) return -1;
    return Math.floor((absolute ? expiresAt : expiresAt - keyspace.now() + unit / 2) / unit);
  });
}

function persist([key = ""]: readonly ByteString[], { keyspace }: CommandContext): number {
  return keyspace.expiresAt(key) ? Number(keyspace.expire(key, undefined)) : 0;
}

export const expiryCommands: Readonly<Record<string, Command>> = {
  expire: expire("EX"),
  pexpire: expire("PX"),
  expireat: expire("EXAT"),
  pexpireat: expire("PXAT"),
  persist: write(2, persist),
  ttl: remaining(1000, false),
  pttl: remaining(1, false),
  expiretime: remaining(1000, true),
  pexpiretime: remaining(1, true),
};
