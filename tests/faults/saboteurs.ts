/** Ways in which store or queue could be wrong: a row for each, with the invariant that must find it out. */
import type { Services } from "../../lib/http/services.ts";
import type { Interference } from "./run.ts";
import { INTERFERENCES } from "./scenarios.ts";
import type { WorldOptions } from "./world.ts";

interface Saboteur extends Pick<WorldOptions, "alter" | "adapt"> {
  readonly name: string;
  /** How the names of the invariants begin, one of which must be reported. */
  readonly foundBy: RegExp;
  readonly interference?: Interference;
}

/** Stands between every script and Redis: `body` sees a command `c`, its key `k` and its arguments, and may answer in Redis's place. */
function between(body: string): NonNullable<WorldOptions["alter"]> {
  const guard = `local redis = (function(real)
    return setmetatable({call = function(c, k, ...) if k == nil then return real.call(c) end local a = {...} ${body} return real.call(c, k, ...) end}, {__index = real})
  end)(redis) `;
  return (_, script) => script.replace("\n", `\n${guard}`);
}

const ends = (key: string) => `string.sub(k or '', -${key.length + 1}) == ':${key}'`;

function breakPipeline(change: (pipeline: Services["pipeline"]) => Partial<Services["pipeline"]>) {
  return <S extends Services>(services: S): S => ({
    ...services,
    pipeline: { ...services.pipeline, ...change(services.pipeline) },
  });
}

const interference = (name: string) => {
  const found = INTERFERENCES.find((each) => each.name === name);
  return found === undefined ? {} : { interference: found };
};

export const SABOTEURS: readonly Saboteur[] = [
  {
    name: "what is owed is not written down",
    alter: between(`if c == 'HSET' and ${ends("outbox")} then return 0 end`),
    foundBy: /^I1/,
  },
  {
    name: "nobody remembers whom to look after",
    alter: between("if c == 'ZADD' then return 0 end"),
    foundBy: /^I6/,
  },
  {
    name: "pages are charged twice",
    alter: between("if c == 'HINCRBY' and a[1] == 'pages' then real.call(c, k, a[1], a[2]) end"),
    foundBy: /^I14: accounts are charged once/,
  },
  {
    name: "what was reserved is never given back",
    alter: between("if c == 'HINCRBY' and a[1] == 'reserved' and tonumber(a[2]) < 0 then return 0 end"),
    foundBy: /^I14: accounts are charged once/,
  },
  {
    name: "whoever has ended stays at work",
    alter: between(`if c == 'ZREM' and ${ends("live")} then return 0 end`),
    foundBy: /^I14: nothing counts as being at work/,
  },
  {
    name: "ends are not written into the log",
    alter: between(`if c == 'HSET' and ${ends("entries")} then return 0 end`),
    foundBy: /^every job that was made has ended once/,
  },
  {
    name: "nothing ever expires",
    alter: between("if c == 'EXPIRE' then return 1 end"),
    foundBy: /^I13/,
  },
  {
    name: "what was accepted is forgotten",
    alter: between(
      `if c == 'HEXISTS' and ${ends("done")} then return 0 end
       if c == 'HGET' and ${ends("done")} then return false end
       if c == 'HGET' and ${ends("work")} then return real.call(c, k, a[1]) or '0 - 0 - 0' end`,
    ),
    foundBy: /^I[45]/,
  },
  {
    name: "an end may be left",
    alter: (_, script) =>
      script.replace(/local function ended\(state\) [^\n]*/, "local function ended() return false end"),
    foundBy: /^I[28]/,
    ...interference("the job is cancelled"),
  },
  {
    name: "a result is kept nowhere",
    alter: between(`if c == 'SET' and ${ends("manifest")} then return {ok = 'OK'} end`),
    foundBy: /^I2/,
  },
  {
    name: "attempts do not count",
    alter: between(
      `if c == 'HSET' and ${ends("work")} then return real.call(c, k, a[1], (string.gsub(a[2], '^%d+', '0'))) end
       if c == 'HINCRBY' and a[1] == 'crashes' then return 0 end`,
    ),
    foundBy: /^I(1|11)/,
  },
  {
    name: "deleting leaves something behind",
    alter: between(`if c == 'DEL' and ${ends("document")} then return 0 end`),
    foundBy: /^a deleted job/,
    ...interference("the job is deleted"),
  },
  {
    name: "the broker is told nothing",
    adapt: breakPipeline(({ queue }) => ({ queue: { ...queue, publish: async () => {} } })),
    foundBy: /^I1/,
  },
  {
    name: "nobody is told of ends",
    adapt: (services) => ({ ...services, ways: [] }),
    foundBy: /^its end is told/,
  },
  {
    name: "events that were taken stay owed",
    alter: between("if c == 'ZREM' and k == 'docat:after' then return 0 end"),
    foundBy: /^nothing is owed/,
  },
  {
    name: "parts are put together in the wrong order",
    adapt: breakPipeline(({ results }) => ({
      results: { ...results, getSummaries: async (id) => (await results.getSummaries(id)).toReversed() },
    })),
    foundBy: /^I3/,
  },
  {
    name: "whoever asks is told of everybody's jobs",
    adapt: breakPipeline(({ jobs }) => ({
      jobs: {
        ...jobs,
        async read(id) {
          const found = await jobs.read(id);
          return found && { ...found, record: { ...found.record, tenant: "second" } };
        },
      },
    })),
    foundBy: /^I12/,
  },
];
