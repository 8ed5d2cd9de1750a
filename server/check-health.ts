/** Whether the server of this machine is well, as an exit code: what a container's HEALTHCHECK runs. */
const TIMEOUT_MS = 4_000;

const url = `http://127.0.0.1:${process.env.PORT || 3000}/health`;
const healthy = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) }).then(
  (response) => response.ok,
  () => false,
);
process.exit(healthy ? 0 : 1);
