import { OPERATIONS } from "virtual:operations";
import { Refused } from "../api/failure";
import type { Id } from "../api/types";
import { own } from "../api/wire";
import { calls } from "./calls.svelte";
import { OWNER, type Section } from "./nav";
import { kept, keep } from "./prefs.svelte";

export interface Operator {
  userId: string;
  name?: string | null;
  email?: string | null;
  phone?: string | null;
  role: string;
}

export interface Signed {
  operator: Operator;
  pools: { userPoolId: string; name: string }[];
  operations: string[];
  steppedUpUntil?: string | null;
  /** The pool whose trail is that of operators, for those who read it. */
  operatorsPool?: string;
  /** Whether the password is one that somebody else chose. */
  mustChangePassword?: boolean;
  dev: boolean;
  /** Whether numbers and addresses are masked. */
  seesMasked: boolean;
  seesServer: boolean;
  time: string;
  build: string;
  publicUrl: string;
  version: string;
}

/** Who is signed in, and what they may do. */
class Session {
  data = $state.raw<Signed>();
  /** Whether the server has no owner yet. */
  setUp = $state(false);
  /** Whether the server is another than the one that the pages came from. */
  stale = $state(false);
  pool = $state<string>();
  /** How far the clock of the server is ahead of that of the browser. */
  #ahead = 0;
  #build: string | undefined;
  #last: string | undefined;
  #allowed = $derived(new Set(this.data?.operations));

  allows(id: Id | string): boolean {
    return id in OPERATIONS && this.#allowed.has(id);
  }

  /** Whether a part of the console is worth a visit. */
  shows({ needs, isOwners, isServers }: Pick<Section, "needs" | "isOwners" | "isServers">): boolean {
    if (isOwners) return this.isOwner;
    if (isServers) return this.data?.seesServer === true;
    return needs.length === 0 || needs.some((id) => this.allows(id));
  }

  isOwner = $derived(this.data?.operator.role === OWNER);

  sawBuild(build: string | undefined) {
    if (!build) return;
    this.#build ??= build;
    if (build !== this.#build) this.stale = true;
  }

  /** What the clock of the server shows, in milliseconds. */
  now(): number {
    return Date.now() + this.#ahead;
  }

  take(signed: Signed) {
    this.#ahead = new Date(signed.time).getTime() - Date.now();
    // What one operator called is not for the next one.
    if (this.#last !== signed.operator.userId) calls.forget();
    this.#last = signed.operator.userId;
    this.data = signed;
    this.setUp = false;
    const known = (id: string | undefined) => signed.pools.some(({ userPoolId }) => userPoolId === id);
    const before = this.pool ?? kept("pool");
    this.pool = known(before) ? before : signed.pools[0]?.userPoolId;
  }

  switchTo(pool: string) {
    this.pool = pool;
    keep("pool", pool);
  }

  /** Asks who is signed in. */
  async load() {
    const answer = await own("session");
    this.sawBuild(answer.build);
    if (answer.statusCode === 200) return this.take(answer.data as Signed);
    if (answer.statusCode !== 401) throw new Refused(answer, "session");
    this.setUp = (answer.data as { setUp?: boolean } | undefined)?.setUp === true;
  }

  async #enter(name: "signIn" | "stepUp" | "setup", body: object) {
    const answer = await own(name, body);
    this.sawBuild(answer.build);
    if (answer.statusCode !== 200) throw new Refused(answer, name);
    this.take(answer.data as Signed);
  }

  signIn = (account: string, password: string) => this.#enter("signIn", { account, password });
  stepUp = (password: string) => this.#enter("stepUp", { password });
  setup = (body: object) => this.#enter("setup", body);

  async signOut() {
    const answer = await own("signOut", {});
    // Who is signed out already has what they want.
    if (answer.statusCode !== 200 && answer.statusCode !== 401) throw new Refused(answer, "signOut");
    this.data = undefined;
    calls.forget();
  }
}

export const session = new Session();
