/** What is played: a row for each story, with the callers in it and those who may come in between. */
import { canceller, deleter, reader, returner, uploader, watcher } from "./actors.ts";
import { copyOf } from "./broker-backend.ts";
import { type DocumentSpec, LANGUAGE } from "./documents.ts";
import type { Interference, Scenario } from "./run.ts";

/** A translation, and vectors for the chunks. */
const WANTED = `?translate=${encodeURIComponent(`{"to":"${LANGUAGE}"}`)}&embed=${encodeURIComponent('{"dimensions":8}')}`;

/** Delivered to a sink. */
const SUNK = `?sinks=${encodeURIComponent('["vector"]')}`;

export const DOCUMENTS = {
  short: { name: "short", pages: 2 },
  long: { name: "long", pages: 6 },
  longer: { name: "longer", pages: 8 },
  broken: { name: "broken", pages: 1, broken: true },
  deadlyPage: { name: "deadly page", pages: 4, deadlyPage: 2 },
  translated: { name: "translated", pages: 4, options: WANTED },
  sunk: { name: "delivered to a sink", pages: 2, options: SUNK, sunk: true },
  deadly: { name: "deadly", pages: 2, deadly: true },
  withFailedPage: { name: "with a failed page", pages: 2, unreadable: 2 },
} as const satisfies Readonly<Record<string, DocumentSpec>>;

export const SCENARIOS: readonly Scenario[] = [
  { name: "a document of one range", actors: [uploader(DOCUMENTS.short)] },
  { name: "a document of three ranges", actors: [uploader(DOCUMENTS.long)] },
  { name: "a document whose end is told", actors: [uploader(DOCUMENTS.withFailedPage)], told: true },
  { name: "a document that cannot be opened", actors: [uploader(DOCUMENTS.broken)] },
  { name: "a page that kills its process", actors: [uploader(DOCUMENTS.deadlyPage)] },
  { name: "a document that kills its process", actors: [uploader(DOCUMENTS.deadly)] },
  { name: "a document that is translated and gets vectors", actors: [uploader(DOCUMENTS.translated)] },
  { name: "a document that goes to a sink", actors: [uploader(DOCUMENTS.sunk)] },
  { name: "two tenants", actors: [uploader(DOCUMENTS.short), uploader(DOCUMENTS.long, "second")] },
];

/** Faults while somebody asks for what is there: the order of deliveries does not matter then. */
export const ASKING: readonly Scenario[] = [
  { name: "somebody reads the result", actors: [reader(DOCUMENTS.short)] },
  { name: "somebody sends a document again", actors: [returner(DOCUMENTS.short)] },
];

export const FOUR_RANGES: Scenario = { name: "a document of four ranges", actors: [uploader(DOCUMENTS.longer)] };

/** How long the broker's schedule lets a job wait. */
const SWEEP_WITHIN_MS = 600_000;

export const INTERFERENCES: readonly Interference[] = [
  { name: "the job is cancelled", actor: canceller },
  { name: "the job is deleted", actor: deleter },
  { name: "somebody asks", actor: watcher },
  { name: "the same document comes again", actor: { ...uploader(DOCUMENTS.long), name: "second uploader" } },
  {
    name: "the delivery in flight comes twice",
    deliver: async (run) => {
      const delivery = run.deliveryInFlight();
      return delivery === null ? null : copyOf(delivery);
    },
  },
  {
    name: "the sweep comes while somebody is at work",
    async deliver({ world }) {
      const { clock, broker } = world;
      const limit = clock.now() + SWEEP_WITHIN_MS;
      for (;;) {
        const sweep = broker.waiting().find(({ stage }) => stage === "sweep");
        if (sweep !== undefined) return sweep;
        if (!clock.runNext(limit)) return null;
        await broker.rest();
      }
    },
  },
];
