/** Runs the Vercel CLI's `build`, offline and without an account. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";

const CLI_FOLDER = join(import.meta.dirname, "vercel-cli");
const CLI = join(CLI_FOLDER, "node_modules/vercel/dist/vc.js");

/** What `vercel link` would write; ids of no project. */
const PROJECT = {
  projectId: "prj_offline",
  orgId: "team_offline",
  settings: { framework: null, nodeVersion: "24.x" },
};

/**
 * The CLI is heavy, so it is installed only where this check runs: by its lock file, but not by `npm ci`, which refuses
 * when a registry lacks one of the optional packages for other platforms.
 */
function installCli(): void {
  if (existsSync(CLI)) return;
  const quiet = ["--no-audit", "--no-fund", "--loglevel", "error"];
  execFileSync("npm", ["install", "--no-save", ...quiet], { cwd: CLI_FOLDER, stdio: "inherit" });
}

/** Fills `<root>/.vercel/output`. A link to a real project is left as it is. Throws when the build fails. */
export function runVercelBuild(root: string): void {
  installCli();
  const project = join(root, ".vercel/project.json");
  if (!existsSync(project)) {
    mkdirSync(dirname(project), { recursive: true });
    writeFileSync(project, JSON.stringify(PROJECT));
  }
  rmSync(join(root, ".vercel/output"), { recursive: true, force: true });
  execFileSync(process.execPath, [CLI, "build", "--yes"], {
    cwd: root,
    stdio: "inherit",
    env: {
      ...process.env,
      PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
      VERCEL_TELEMETRY_DISABLED: "1",
    },
  });
}
