/** The port to the schedule that calls the sweep. */
export interface SweepSchedule {
  /**
   * Sees to it that the broker calls the sweep. Cheap after the first success in a process. Never rejects: a job does
   * not depend on it; a failure is told to the log, and the next call tries again.
   */
  ensure(): Promise<void>;
}
