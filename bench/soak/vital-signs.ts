/** Memory and open handles of a process over time, as Linux tells them, and how they grow. */
import { readdirSync, readFileSync } from "node:fs";

export interface VitalSigns {
  readonly minute: number;
  readonly residentMb: number;
  readonly handles: number;
}

export function readVitalSigns(pid: number, minute: number): VitalSigns {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const residentMb = Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? Number.NaN) / 1_024;
  return { minute, residentMb, handles: readdirSync(`/proc/${pid}/fd`).length };
}

/** Growth a minute: the slope of the least-squares line. */
export function slopeOf(points: readonly (readonly [minute: number, value: number])[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [minutes, values] = [mean(points.map(([minute]) => minute)), mean(points.map(([, value]) => value))];
  const above = points.reduce((sum, [minute, value]) => sum + (minute - minutes) * (value - values), 0);
  const below = points.reduce((sum, [minute]) => sum + (minute - minutes) ** 2, 0);
  return above / below;
}
