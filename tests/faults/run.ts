/** One walk through one schedule: which step comes next, until nothing moves any more. */
import { DEFAULT_JOB_TIMING } from "../../lib/limits/job-timing.ts";
import { type Actor, auditor } from "./actors.ts";
import { copyOf, type Delivery } from "./broker-backend.ts";
import { DEADLY } from "./documents.ts";
import { FAULTS, type FaultName, pass } from "./faults.ts";
import type { HistoryEntry } from "./history.ts";
import type { Answer, Call, Invocation } from "./invocation.ts";
import { Observer } from "./observer.ts";
import { type MadeCall, planned, type Schedule, type Step } from "./schedule.ts";
import { Seat } from "./seat.ts";
import { TENANTS, type World } from "./world.ts";

/** The deadline of a job, one sweep, and what a request may take before the job is there. */
const PATIENCE_MS = DEFAULT_JOB_TIMING.deadlineMs + 2 * 300_000 + 60_000;

interface Running {
  readonly invocation: Invocation;
  readonly trace: Trace;
  readonly delivery: Delivery | null;
  conclude(answer: Answer | null): Promise<void>;
}

/** What one invocation asked of the world, in order. */
export interface Trace {
  readonly label: string;
  readonly calls: string[];
}

export interface StruckFault extends MadeCall {
  readonly index: number;
  readonly fault: FaultName;
}

/** Who comes in between: an actor, or a delivery that is made up on the spot. */
export interface Interference {
  readonly name: string;
  readonly actor?: Actor;
  readonly deliver?: (run: Run) => Promise<Delivery | null>;
}

export interface Scenario {
  readonly name: string;
  /** Whether the first tenant has an endpoint that is told of its jobs. */
  readonly told?: boolean;
  readonly actors: readonly Actor[];
}

export class Run {
  readonly world: World;
  readonly schedule: Schedule;
  readonly history: HistoryEntry[] = [];
  readonly traces: Trace[] = [];
  readonly struck: StruckFault[] = [];
  readonly observer: Observer;
  /** Times that a page or document which kills its process was met. */
  deaths = 0;
  /** Whether time went by in the middle of a call until somebody came in between: who was at work then may have run out of it. */
  waited = false;
  /** All calls in the order in which they were let go; a schedule numbers them so. */
  readonly calls: MadeCall[] = [];
  readonly #live: Running[] = [];
  readonly #seats: Seat[] = [];
  readonly #extra: Delivery[] = [];
  readonly #interference: Interference | null;
  /** Whether the first tenant is told of its jobs. */
  told = false;
  #interfered = false;
  #repeated = false;
  #giveUpAt = 0;
  /** Whether the store may have changed since it was looked at. */
  #storeMoved = true;

  constructor(world: World, schedule: Schedule, interference: Interference | null) {
    this.world = world;
    this.schedule = schedule;
    this.#interference = interference;
    this.observer = new Observer(world);
  }

  /** Plays to the end; then the auditor asks for everything that was promised. */
  async play(scenario: Scenario): Promise<void> {
    this.told = scenario.told === true;
    await this.world.restart(this.told);
    this.#giveUpAt = this.world.clock.now() + PATIENCE_MS;
    for (const actor of scenario.actors) await this.#seat(actor);
    await this.#untilNothingMoves();
  }

  async audit(): Promise<HistoryEntry[]> {
    const audit = new Run(this.world, planned({}), null);
    audit.history.push(...this.history);
    for (const tenant of TENANTS) await audit.#seat(auditor(tenant));
    await audit.#untilNothingMoves();
    return audit.history.slice(this.history.length);
  }

  /** The delivery that was taken last and is still worked on. */
  deliveryInFlight(): Delivery | null {
    return this.#live.findLast(({ delivery }) => delivery !== null)?.delivery ?? null;
  }

  async #seat(actor: Actor): Promise<void> {
    const seat = new Seat(actor);
    this.#seats.push(seat);
    await seat.begin(this.history);
  }

  async #untilNothingMoves(): Promise<void> {
    for (;;) {
      if (this.#storeMoved) await this.observer.look();
      this.#storeMoved = false;
      const step = this.#next();
      if (step !== null) await step();
      else if (!(await this.#wait())) return;
    }
  }

  #next(): (() => Promise<void>) | null {
    const steps = this.#possible();
    const { shuffle } = this.schedule;
    const forced = steps.find(([kind]) => kind === "interference");
    const chosen = forced ?? (shuffle === null ? steps[0] : steps[shuffle(steps.map(([kind]) => kind))]);
    return chosen?.[1] ?? null;
  }

  /** Who acts for the interference goes first; then the newest invocation, then callers, then the broker. */
  #possible(): [Step, () => Promise<void>][] {
    const steps: [Step, () => Promise<void>][] = [];
    const { interfereAt } = this.schedule;
    if (this.#interference !== null && interfereAt !== null && !this.#interfered && this.calls.length >= interfereAt) {
      steps.push(["interference", () => this.#interfere()]);
    }
    for (const seat of this.#seats.toReversed()) {
      if (seat.request !== null && seat.actor === this.#interference?.actor)
        steps.push(["request", () => this.#request(seat)]);
    }
    for (const running of this.#live.toReversed()) {
      if (!running.invocation.stalled) steps.push(["call", () => this.#call(running)]);
    }
    for (const seat of this.#seats) {
      if (seat.request !== null && seat.actor !== this.#interference?.actor)
        steps.push(["request", () => this.#request(seat)]);
    }
    const deliveries = [...this.world.broker.waiting(), ...this.#extra];
    if (deliveries.length > 0) steps.push(["delivery", () => this.#deliver(deliveries)]);
    return steps;
  }

  /** Nothing can happen at this moment: time passes, then those who stood still go on, then those who waited. */
  async #wait(): Promise<boolean> {
    const { clock, broker } = this.world;
    const isQuiet = broker.unfinished() === 0 && this.observer.allEnded() && this.observer.nothingIsOwed;
    if (!isQuiet && clock.runNext(this.#giveUpAt)) {
      this.#storeMoved = true;
      await broker.rest();
      return true;
    }
    const frozen = this.#live.find(({ invocation }) => invocation.stalled);
    if (frozen !== undefined) {
      frozen.invocation.stalled = false;
      return true;
    }
    const patient = this.#seats.find(({ wakeUp }) => wakeUp !== null);
    if (patient === undefined) return false;
    patient.wakeUp?.();
    patient.wakeUp = null;
    await patient.rest();
    return true;
  }

  async #interfere(): Promise<void> {
    this.#interfered = true;
    const { actor, deliver } = this.#interference ?? {};
    if (actor !== undefined) await this.#seat(actor);
    const before = this.world.clock.now();
    const delivery = (await deliver?.(this)) ?? null;
    this.waited = this.world.clock.now() > before;
    if (delivery !== null) await this.#begin(delivery);
  }

  async #request(seat: Seat): Promise<void> {
    const { request, actor } = seat;
    if (request === null) return;
    seat.request = null;
    const headers = { ...request.init.headers, authorization: `Bearer ${this.world.keyOf(actor.tenant)}` };
    const url = `${this.world.env.baseUrl}${request.path}`;
    const label = `${request.method} ${request.path.replace(/job_[0-9a-f]+/, "{id}").replace(/translate=.*/, "translate")}`;
    await this.#start(label, "/api/v1", new Request(url, { ...request.init, method: request.method, headers }), {
      delivery: null,
      conclude: async (answer) => {
        request.hear(answer);
        await seat.rest();
      },
    });
  }

  async #deliver(deliveries: readonly Delivery[]): Promise<void> {
    const delivery = deliveries[this.schedule.pickDelivery(deliveries)];
    if (delivery === undefined) throw new Error("The schedule picked no delivery.");
    const at = this.#extra.indexOf(delivery);
    if (at >= 0) this.#extra.splice(at, 1);
    await this.#begin(delivery);
  }

  async #begin(delivery: Delivery): Promise<void> {
    const { broker } = this.world;
    broker.take(delivery);
    const { url, headers, body, stage } = delivery;
    await this.#start(stage, new URL(url).pathname, new Request(url, { method: "POST", headers, body }), {
      delivery,
      conclude: async (answer) => {
        delivery.end(answer);
        await broker.rest();
        if (answer?.status === 200 && stage === this.schedule.repeat && !this.#repeated) {
          this.#repeated = true;
          this.#extra.push(copyOf(delivery));
        }
      },
    });
  }

  async #start(label: string, path: string, request: Request, rest: Pick<Running, "delivery" | "conclude">) {
    const trace: Trace = { label, calls: [] };
    this.traces.push(trace);
    const invocation = await this.world.start(label, path, request);
    const running = { ...rest, invocation, trace };
    this.#live.push(running);
    await this.#concludeIfOver(running);
  }

  async #call(running: Running): Promise<void> {
    const { invocation, trace } = running;
    const call = invocation.take();
    if (call === undefined) throw new Error(`${invocation.label} neither goes on nor ends.`);
    const { label } = invocation;
    const fault = this.schedule.faultAt(this.calls.length, { label, name: call.name });
    trace.calls.push(call.name);
    if (fault !== null && !call.name.endsWith(DEADLY)) {
      this.struck.push({ index: this.calls.length, label, name: call.name, fault });
    }
    await this.#strike(call, fault);
    this.#storeMoved ||= call.name.startsWith("redis:");
    this.calls.push({ label, name: call.name });
    if (call.name.startsWith("broker:")) await this.world.broker.rest();
    await invocation.rest();
    await this.#concludeIfOver(running);
  }

  async #strike(call: Call, fault: FaultName | null): Promise<void> {
    if (call.name.endsWith(DEADLY)) this.deaths += 1;
    if (fault === null) return pass(call);
    await FAULTS[fault].strike(call, this.world);
  }

  async #concludeIfOver(running: Running): Promise<void> {
    const { invocation } = running;
    if (invocation.ended === null) return;
    this.#live.splice(this.#live.indexOf(running), 1);
    this.world.leave(invocation);
    await running.conclude(invocation.response);
    this.#storeMoved ||= await invocation.settleAfterwards();
    await this.world.broker.rest();
  }
}
