/** The Dockerfile, its ignore file and the compose file, parsed: what they promise to whoever runs them. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DockerfileParser, type From } from "dockerfile-ast/lib/main.js";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";

const ROOT = join(import.meta.dirname, "../../..");
const read = (file: string): string => readFileSync(join(ROOT, file), "utf8");

const dockerfile = DockerfileParser.parse(read("Dockerfile"));
const argumentsOf = (keyword: string) =>
  dockerfile
    .getInstructions()
    .filter((instruction) => instruction.getKeyword() === keyword)
    .map((instruction) => instruction.getArguments().map((argument) => argument.getValue()));

describe("the Dockerfile", () => {
  it("begins with Node of the version that package.json asks for, pinned to the patch", () => {
    const images = dockerfile.getFROMs().map((from: From) => from.getImage());
    const { engines } = JSON.parse(read("package.json"));
    expect(engines.node).toBe("24.x");
    for (const image of images) expect(image).toMatch(/^node:24\.\d+\.\d+-[\w-]+$/);
    expect(new Set(images).size).toBe(1);
  });

  it("installs what the lock file says and no development packages, and runs no script of theirs", () => {
    const runs = argumentsOf("RUN").map((words) => words.join(" "));
    expect(runs).toEqual(["npm ci --omit=dev --no-audit --no-fund --ignore-scripts"]);
  });

  it("copies what is there and what the ignore file lets through", () => {
    const allowed =
      read(".dockerignore")
        .match(/^!(.+)$/gm)
        ?.map((line) => line.slice(1)) ?? [];
    const copied = dockerfile
      .getCOPYs()
      .filter((copy) => copy.getFromFlag() === null)
      .flatMap((copy) => copy.getArguments().slice(0, -1))
      .map((argument) => argument.getValue());
    expect(copied.length).toBeGreaterThan(5);
    for (const name of copied) {
      expect(existsSync(join(ROOT, name)), name).toBe(true);
      expect(allowed).toContain(name.replace(/^\.\//, ""));
    }
  });

  it("lets no secrets and no history into the image", () => {
    const lines = read(".dockerignore")
      .split("\n")
      .filter((line) => line !== "" && !line.startsWith("#"));
    expect(lines[0]).toBe("*");
    expect(lines.slice(-3)).toEqual(["**/.env", "**/.env.*", "**/node_modules"]);
    expect(lines).not.toContain("!.git");
  });

  it("runs as a user without rights, as the process that gets the signal", () => {
    expect(argumentsOf("USER")).toEqual([["node"]]);
    const [command] = dockerfile.getCMDs();
    expect(command?.getArgumentsContent()).toBe('["node", "server/main.ts"]');
    expect(argumentsOf("STOPSIGNAL")).toEqual([["SIGTERM"]]);
  });

  it("asks the server how it is", () => {
    const [check] = dockerfile.getHEALTHCHECKs();
    expect(check?.getFlags().map((flag) => flag.getName())).toContain("timeout");
    expect(check?.getArgumentsContent()).toContain("server/check-health.ts");
    expect(existsSync(join(ROOT, "server/check-health.ts"))).toBe(true);
  });
});

describe("the compose file", () => {
  const { services, volumes } = parse(read("compose.yaml"));

  it("does not start without its secrets, and has none in it", () => {
    for (const name of ["INSTANCE_SECRET", "DATA_KEY", "ADMIN_API_KEY"]) {
      expect(services.docat.environment[name]).toBe(`\${${name}:?Set ${name} in .env}`);
    }
    expect(services.docat.environment.REDIS_URL).toContain(":?Set REDIS_PASSWORD in .env}@redis:6379");
  });

  it("shows nothing but the service, and that on this machine only", () => {
    expect(services.docat.ports).toEqual(["127.0.0.1:3000:3000"]);
    expect(services.redis.ports).toBeUndefined();
  });

  it("keeps what Redis was told before it answers, on a volume, and drops nothing for want of room", () => {
    const command = services.redis.command.join(" ");
    for (const setting of ["requirepass %s", "appendonly yes", "appendfsync always", "maxmemory-policy noeviction"]) {
      expect(command).toContain(setting);
    }
    expect(services.redis.volumes).toEqual(["redis:/data"]);
    expect(volumes).toHaveProperty("redis");
  });

  it("gives the server longer to stop than the server takes, and starts it once Redis is well", () => {
    expect(Number.parseInt(services.docat.stop_grace_period, 10)).toBeGreaterThan(25);
    expect(services.docat.depends_on.redis.condition).toBe("service_healthy");
    expect(services.redis.healthcheck.test[1]).toContain("redis-cli ping");
  });

  it("gives the container no more than it needs", () => {
    expect(services.docat).toMatchObject({ read_only: true, cap_drop: ["ALL"], init: true });
    expect(services.redis.user).toBe("redis");
    expect(services.redis.image).toMatch(/^redis:\d+\.\d+\.\d+-alpine$/);
  });
});
