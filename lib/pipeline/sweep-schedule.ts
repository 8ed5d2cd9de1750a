/** The port to the schedule that calls the sweep. */
export interface SweepSchedule {
  /**
   * Sees to it that the broker calls the sweep. Cheap after the first success in a process. Throws `queue_unavailable` when the
   * broker does not answer: without the sweep nobody would find a job that is lost on its way, so none is accepted then. A
   * broker that refuses the schedule stops no job; it is told to the log, and the next call tries again.
   */
  ensure(): Promise<void>;
}
