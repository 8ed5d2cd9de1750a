/** The environment: what must be set, what follows from it, and what is said when something is missing. */
import { describe, expect, it } from "vitest";
import { parseEnv } from "../../lib/env.ts";

const KV = { KV_REST_API_URL: "https://kv.example", KV_REST_API_TOKEN: "kv-token" };
const UPSTASH = { UPSTASH_REDIS_REST_URL: "https://up.example", UPSTASH_REDIS_REST_TOKEN: "up-token" };
const QSTASH = { QSTASH_TOKEN: "q", QSTASH_CURRENT_SIGNING_KEY: "sig-1", QSTASH_NEXT_SIGNING_KEY: "sig-2" };
const BASE = { PUBLIC_BASE_URL: "https://docat.example" };
const DATA = { DATA_KEY: "A".repeat(43) };
const COMPLETE = { ...KV, ...QSTASH, ...BASE, ...DATA };

type Variables = Readonly<Record<string, string | undefined>>;

/** The names of the variables that are complained of, in the order of the message. */
function complaints(variables: Variables): string[] {
  return messageOf(variables)
    .split("\n")
    .flatMap((line) => /^ {2}([A-Z0-9_]+): /.exec(line)?.[1] ?? []);
}

function messageOf(variables: Variables): string {
  try {
    parseEnv(variables);
    return "";
  } catch (error) {
    return error instanceof Error ? error.message : "";
  }
}

describe("The environment", () => {
  it("is complete with Redis, QStash and an address; all else has a default", () => {
    expect(parseEnv(COMPLETE)).toMatchObject({
      redis: { url: "https://kv.example", token: "kv-token" },
      baseUrl: "https://docat.example",
      QSTASH_URL: "https://qstash.upstash.io",
      MAX_UPLOAD_BYTES: 4_194_304,
      MAX_PAGES: 10_000,
      RANGE_PAGES: 100,
      REQUESTS_PER_MINUTE: 600,
      RETENTION_SUCCEEDED_JOB_SECONDS: 3_600,
    });
  });

  it("counts empty variables as absent", () => {
    const empty = { ADMIN_API_KEY: "", MAX_PAGES: "", KV_REST_API_URL: "", KV_REST_API_TOKEN: "", QSTASH_URL: "" };
    const env = parseEnv({ ...COMPLETE, ...UPSTASH, ...empty });
    expect(env.ADMIN_API_KEY).toBeUndefined();
    expect(env).toMatchObject({ MAX_PAGES: 10_000, QSTASH_URL: "https://qstash.upstash.io" });
    expect(env.redis.url).toBe("https://up.example");
    expect(complaints({ ...COMPLETE, QSTASH_TOKEN: "" })).toEqual(["QSTASH_TOKEN"]);
  });

  it("does not mind variables of others", () => {
    expect(parseEnv({ ...COMPLETE, PATH: "/bin", QSTASH_DEV: "1" })).not.toHaveProperty("PATH");
  });
});

describe("Redis", () => {
  it("may be named by either pair of variables, Vercel's integration first", () => {
    const rest = { ...QSTASH, ...BASE, ...DATA };
    expect(parseEnv({ ...rest, ...UPSTASH }).redis).toEqual({ url: "https://up.example", token: "up-token" });
    expect(parseEnv({ ...rest, ...KV, ...UPSTASH }).redis).toEqual({ url: "https://kv.example", token: "kv-token" });
  });

  it("is never given one database's address with another's token", () => {
    const rest = { ...QSTASH, ...BASE, ...DATA };
    const half = { KV_REST_API_URL: KV.KV_REST_API_URL };
    expect(parseEnv({ ...rest, ...UPSTASH, ...half }).redis.url).toBe("https://up.example");
    const mixed = { ...half, UPSTASH_REDIS_REST_TOKEN: UPSTASH.UPSTASH_REDIS_REST_TOKEN };
    expect(complaints({ ...rest, ...mixed })).toEqual(["KV_REST_API_URL"]);
  });

  it.each(["rediss://default:pw@kv.example:6379", "kv.example", "localhost:8079"])(
    "is reached over HTTP(S) only: %j is refused at the start",
    (url) => {
      expect(complaints({ ...COMPLETE, KV_REST_API_URL: url })).toEqual(["KV_REST_API_URL"]);
    },
  );
});

describe("The address at which the broker reaches the stages", () => {
  const redisAndQueue = { ...KV, ...QSTASH, ...DATA };
  const vercel = {
    VERCEL_URL: "docat-1a2b.vercel.app",
    VERCEL_BRANCH_URL: "docat-git-main.vercel.app",
    VERCEL_PROJECT_PRODUCTION_URL: "docat.vercel.app",
  };
  const baseUrl = (variables: Variables) => parseEnv({ ...redisAndQueue, ...variables }).baseUrl;

  it("is the one that was set, before all that Vercel says, and ends in no slash", () => {
    expect(baseUrl({ ...BASE, ...vercel, VERCEL_ENV: "production" })).toBe("https://docat.example");
    expect(baseUrl({ PUBLIC_BASE_URL: "http://127.0.0.1:3000/" })).toBe("http://127.0.0.1:3000");
  });

  it("is the production domain in production, and the branch's in a preview", () => {
    expect(baseUrl({ ...vercel, VERCEL_ENV: "production" })).toBe("https://docat.vercel.app");
    expect(baseUrl({ ...vercel, VERCEL_ENV: "preview" })).toBe("https://docat-git-main.vercel.app");
  });

  it("is the deployment's own in a preview without a branch", () => {
    expect(baseUrl({ VERCEL_ENV: "preview", VERCEL_URL: vercel.VERCEL_URL })).toBe("https://docat-1a2b.vercel.app");
  });

  it("must be set off Vercel", () => {
    expect(complaints(redisAndQueue)).toEqual(["PUBLIC_BASE_URL"]);
    expect(messageOf(redisAndQueue)).toContain("Set PUBLIC_BASE_URL off Vercel.");
  });

  it.each(["docat.example", "localhost:3000", "ftp://docat.example", "/docat"])("cannot be %j", (url) => {
    expect(complaints({ ...redisAndQueue, PUBLIC_BASE_URL: url })).toEqual(["PUBLIC_BASE_URL"]);
  });
});

describe("The schedule of the sweep", () => {
  const cronOf = (variables: Variables) => parseEnv({ ...COMPLETE, ...variables }).sweepCron;

  it("is every five minutes, or as set, or off", () => {
    expect(cronOf({})).toBe("*/5 * * * *");
    expect(cronOf({ SWEEP_CRON: "CRON_TZ=Asia/Tokyo 0 9 * * 1-5" })).toBe("CRON_TZ=Asia/Tokyo 0 9 * * 1-5");
    expect(cronOf({ SWEEP_CRON: "off" })).toBeNull();
  });

  it("is not made by a preview, unless it is set for it", () => {
    expect(cronOf({ VERCEL_ENV: "production" })).toBe("*/5 * * * *");
    expect(cronOf({ VERCEL_ENV: "preview" })).toBeNull();
    expect(cronOf({ VERCEL_ENV: "preview", SWEEP_CRON: "*/5 * * * *" })).toBe("*/5 * * * *");
  });

  it.each(["every minute", "* * * *", "*/5 * * * * *", "OFF"])("cannot be %j", (SWEEP_CRON) => {
    expect(complaints({ ...COMPLETE, SWEEP_CRON })).toEqual(["SWEEP_CRON"]);
  });
});

describe("The virus scanner", () => {
  it("is none by default; one that is named and gives no verdict keeps documents out, unless it is set otherwise", () => {
    expect(parseEnv(COMPLETE)).toMatchObject({ CLAMAV_PORT: 3_310, CLAMAV_ON_FAILURE: "reject" });
    expect(parseEnv(COMPLETE).CLAMAV_HOST).toBeUndefined();
    const set = { CLAMAV_HOST: "clamd.inner", CLAMAV_PORT: "3311", CLAMAV_ON_FAILURE: "allow" };
    expect(parseEnv({ ...COMPLETE, ...set })).toMatchObject({ ...set, CLAMAV_PORT: 3_311 });
  });

  it.each([
    ["CLAMAV_HOST", "tcp://clamd.inner"],
    ["CLAMAV_HOST", "clamd.inner 3310"],
    ["CLAMAV_PORT", "0"],
    ["CLAMAV_PORT", "65536"],
    ["CLAMAV_ON_FAILURE", "flag"],
  ])("%s cannot be %j", (name, value) => {
    expect(complaints({ ...COMPLETE, [name]: value })).toEqual([name]);
  });
});

describe("An incomplete environment", () => {
  it("is told of as a whole, every problem at once", () => {
    expect(complaints({}).sort()).toEqual(
      ["DATA_KEY", "KV_REST_API_URL", "PUBLIC_BASE_URL", ...Object.keys(QSTASH)].sort(),
    );
    expect(complaints({ ADMIN_API_KEY: "short", MAX_PAGES: "many", VERCEL_ENV: "staging" }).sort()).toEqual(
      [
        "ADMIN_API_KEY",
        "DATA_KEY",
        "KV_REST_API_URL",
        "MAX_PAGES",
        "PUBLIC_BASE_URL",
        "VERCEL_ENV",
        ...Object.keys(QSTASH),
      ].sort(),
    );
  });

  it("is told of by names and never by values", () => {
    const message = messageOf({
      KV_REST_API_URL: "canary-url",
      KV_REST_API_TOKEN: "canary-token",
      QSTASH_TOKEN: "canary-qstash",
      PUBLIC_BASE_URL: "canary-base",
      ADMIN_API_KEY: "canary-key",
      DATA_KEY: "canary-data-key",
      MAX_PAGES: "canary-pages",
      VERCEL_ENV: "canary-env",
    });
    expect(message).toContain("MAX_PAGES");
    expect(message).not.toContain("canary");
  });
});

describe("Settings", () => {
  it("make the administrator's key at least 32 characters long", () => {
    expect(complaints({ ...COMPLETE, ADMIN_API_KEY: "k".repeat(31) })).toEqual(["ADMIN_API_KEY"]);
    expect(parseEnv({ ...COMPLETE, ADMIN_API_KEY: "k".repeat(32) }).ADMIN_API_KEY).toHaveLength(32);
  });

  it.each(["00".repeat(32), "A".repeat(43), `${"A".repeat(43)}=`, `${"_-".repeat(21)}A`])(
    "take %s as a data key",
    (DATA_KEY) => {
      expect(parseEnv({ ...COMPLETE, DATA_KEY }).DATA_KEY).toHaveLength(32);
    },
  );

  it.each(["secret", "0".repeat(63), "A".repeat(42), "A".repeat(44), `${"A".repeat(42)}!`])(
    "take %s as none",
    (key) => {
      expect(complaints({ ...COMPLETE, DATA_KEY: key, DATA_KEY_PREVIOUS: key })).toEqual([
        "DATA_KEY",
        "DATA_KEY_PREVIOUS",
      ]);
    },
  );

  it("are numbers within bounds", () => {
    const set = { MAX_PAGES: "7", RANGE_PAGES: "2", RETENTION_DOCUMENT_SECONDS: "60" };
    expect(parseEnv({ ...COMPLETE, ...set })).toMatchObject({
      MAX_PAGES: 7,
      RANGE_PAGES: 2,
      RETENTION_DOCUMENT_SECONDS: 60,
    });
  });

  it.each([
    ["MAX_PAGES", "0"],
    ["MAX_PAGES", "-1"],
    ["MAX_PAGES", "1.5"],
    ["MAX_PAGES", "ten"],
    ["MAX_PAGES", "Infinity"],
    ["MAX_PAGES", "100001"],
    ["RANGE_PAGES", "0"],
    ["REQUESTS_PER_MINUTE", "0"],
    ["MAX_UPLOAD_BYTES", "4MB"],
    ["RETENTION_ACTIVE_JOB_SECONDS", "59"],
    ["RETENTION_DOCUMENT_SECONDS", "31536001"],
  ])("%s cannot be %j", (name, value) => {
    expect(complaints({ ...COMPLETE, [name]: value })).toEqual([name]);
  });
});

describe("The object store", () => {
  const KEYS = { S3_BUCKET: "documents", S3_ACCESS_KEY_ID: "id", S3_SECRET_ACCESS_KEY: "secret" };

  it("is none unless it is set", () => {
    expect(parseEnv(COMPLETE).objects).toBeNull();
    expect(parseEnv({ ...COMPLETE, S3_BUCKET: "", MAX_OBJECT_BYTES: "1000" }).objects).toBeNull();
  });

  it("is Amazon's by its region, and any other by its endpoint", () => {
    expect(parseEnv({ ...COMPLETE, ...KEYS, S3_REGION: "eu-central-1" }).objects).toEqual({
      endpoint: null,
      region: "eu-central-1",
      bucket: "documents",
      accessKeyId: "id",
      secretAccessKey: "secret",
      prefix: "docat/",
    });
    const other = { ...KEYS, S3_ENDPOINT: "https://account.r2.cloudflarestorage.com", S3_PREFIX: "a/b/" };
    expect(parseEnv({ ...COMPLETE, ...other }).objects).toMatchObject({
      endpoint: "https://account.r2.cloudflarestorage.com",
      region: "us-east-1",
      prefix: "a/b/",
    });
  });

  it("is whole or not there: what is missing is named", () => {
    expect(complaints({ ...COMPLETE, ...KEYS })).toEqual(["S3_REGION"]);
    expect(complaints({ ...COMPLETE, S3_ENDPOINT: "https://s3.example" })).toEqual(Object.keys(KEYS));
    expect(complaints({ ...COMPLETE, ...KEYS, S3_SECRET_ACCESS_KEY: "", S3_REGION: "x" })).toEqual([
      "S3_SECRET_ACCESS_KEY",
    ]);
    expect(complaints({ ...COMPLETE, S3_PREFIX: "docat/" })).toEqual([...Object.keys(KEYS), "S3_REGION"]);
  });

  it("has a prefix that names folders", () => {
    expect(complaints({ ...COMPLETE, ...KEYS, S3_REGION: "x", S3_PREFIX: "docat" })).toEqual(["S3_PREFIX"]);
    expect(complaints({ ...COMPLETE, ...KEYS, S3_REGION: "x", S3_PREFIX: "a/?b/" })).toEqual(["S3_PREFIX"]);
  });
});
