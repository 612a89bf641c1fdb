/* oxlint-disable unicorn/consistent-function-scoping -- the page runs the source of each function by itself */
/** What the planner in the page knows of an arm. Rates are requests per second, latencies µs. */
export type PlannerArm = {
  /** Null where it is not known. */
  readonly workers: number | null;
  readonly isBeyondCores: boolean;
  readonly held: number | null;
  /** Full trials at the held rate, and those of them that met the objectives. */
  readonly trials: number;
  readonly agreeing: number;
  readonly isConfirmed: boolean;
  /** The generator was the limit: it may hold more. */
  readonly isAtLeast: boolean;
  readonly memoryBytes: number | null;
  readonly points: readonly {
    readonly kind: "short" | "full";
    readonly offered: number;
    readonly errorShare: number;
    readonly isSteady: boolean;
    readonly micros: Readonly<Record<string, number>>;
  }[];
};

/** A bound that was searched for: on a percentile, µs, or on the share of errors where that is null. */
export type PlannerBound = { readonly percentile: string | null; readonly isStrict: boolean; readonly limit: number };

export type PlannerData = {
  readonly strategies: readonly { readonly title: string; readonly arms: readonly PlannerArm[] }[];
  readonly bounds: readonly PlannerBound[];
};

export type Wish = {
  /** Requests per second. */
  readonly load: number;
  /** Share of the capacity that is to stay free, 0 to 0.95. */
  readonly headroom: number;
  /** Empty for the objectives that were searched for; else the bound on it is replaced, or added. */
  readonly percentile: string;
  readonly limitMillis: number;
};

export type Advice = {
  readonly title: string;
  readonly answer: string;
  readonly memory: string;
  readonly basis: string;
};

/**
 * What it takes, with each strategy, to hold the load with the headroom. It stands by itself: the page runs its source.
 * For the objectives that were searched for, the rates that were found; for another, what the trials at hand say of it,
 * and never less than was found for a stricter one.
 */
export function adviseLoad(data: PlannerData, wish: Wish): readonly Advice[] {
  const isBound = wish.percentile !== "";
  const isTyped = wish.load > 0 && wish.headroom >= 0 && wish.headroom <= 0.95 && (!isBound || wish.limitMillis > 0);
  if (!isTyped) {
    const basis = "type a load and a latency above 0, and a headroom from 0 to 95%";
    return [{ title: "Nothing yet", answer: "–", memory: "–", basis }];
  }
  const limit = wish.limitMillis * 1_000;
  const searched = data.bounds.find((bound) => bound.percentile === wish.percentile);
  const isSearched = !isBound || (searched !== undefined && searched.limit === limit);
  const isLooser = searched !== undefined && limit > searched.limit;
  const bounds = isBound
    ? [...data.bounds.filter((bound) => bound !== searched), { percentile: wish.percentile, isStrict: true, limit }]
    : data.bounds;
  const needed = wish.load / (1 - wish.headroom);
  const digits = (value: number): string => Number(value.toPrecision(3)).toLocaleString("en-US");
  const many = (count: number, word: string): string =>
    `${count.toLocaleString("en-US")} ${word}${count === 1 ? "" : "s"}`;

  type Held = { readonly rate: number; readonly basis: string } | { readonly refusal: string };
  type Point = PlannerArm["points"][number];

  const rateInWords = (rate: number, { workers }: PlannerArm): string =>
    `${digits(rate)} req/s ${workers === null ? "as deployed" : `with ${many(workers, "worker")}`}`;

  const heldAsSearched = (arm: PlannerArm): Held => {
    if (arm.held === null) return { refusal: "no rate that meets the objectives was found" };
    const trials = `${arm.agreeing} of ${many(arm.trials, "trial")}`;
    const basis = arm.isConfirmed ? `confirmed by ${trials}` : `not confirmed, met in ${trials}`;
    const more = arm.isAtLeast ? ", as a lower bound: the generator was the limit" : "";
    return { rate: arm.held, basis: `${rateInWords(arm.held, arm)}, ${basis}${more}` };
  };

  const isMet = ({ isSteady, errorShare, micros }: Point): boolean =>
    isSteady &&
    bounds.every((bound) => {
      const found = bound.percentile === null ? errorShare : (micros[bound.percentile] ?? Infinity);
      return bound.isStrict ? found < bound.limit : found <= bound.limit;
    });

  const heldOtherwise = (arm: PlannerArm): Held => {
    const rates = [...new Set(arm.points.map(({ offered }) => offered))].sort((a, b) => a - b);
    const judged = rates.map((rate) => {
      const own = arm.points.filter(({ offered }) => offered === rate);
      const full = own.filter(({ kind }) => kind === "full");
      const standing = full.length > 0 ? full : own;
      const met = standing.filter(isMet).length;
      return { rate, met, trials: standing.length, holds: met * 2 > standing.length };
    });
    const firstMissed = judged.findIndex(({ holds }) => !holds);
    const held = judged.slice(0, firstMissed < 0 ? judged.length : firstMissed).at(-1);
    const found = heldAsSearched(arm);
    if (isLooser && "rate" in found && (held === undefined || held.rate <= found.rate)) {
      return { rate: found.rate, basis: `${found.basis}, for a stricter limit` };
    }
    if (held === undefined) return { refusal: "no rate tried meets this" };
    if (firstMissed < 0) return { refusal: "every rate tried meets this: the highest one was not searched for" };
    const trials = `${held.met} of ${many(held.trials, "trial")}`;
    return { rate: held.rate, basis: `${rateInWords(held.rate, arm)}, met in ${trials}, not searched for` };
  };

  return data.strategies.map(({ title, arms }): Advice => {
    const found = arms.map((arm) => ({ arm, held: isSearched ? heldAsSearched(arm) : heldOtherwise(arm) }));
    const usable = found.flatMap(({ arm, held }) => ("rate" in held ? [{ arm, ...held }] : []));
    const enough = usable.find(({ rate }) => rate >= needed);
    const most = usable.reduce<(typeof usable)[number] | undefined>(
      (best, one) => (best === undefined || one.rate > best.rate ? one : best),
      undefined,
    );
    const chosen = enough ?? most;
    if (chosen === undefined) {
      const refusals = found.flatMap(({ held }) => ("refusal" in held ? [held.refusal] : []));
      return { title, answer: "unknown", memory: "–", basis: refusals[0] ?? "not measured" };
    }
    const machines = Math.ceil(needed / chosen.rate);
    const share = Math.round((100 * wish.load) / (machines * chosen.rate));
    const { memoryBytes, workers, isBeyondCores, isAtLeast } = chosen.arm;
    const each = workers === null ? null : many(workers, "worker");
    const several = each === null ? many(machines, "deployment") : `${many(machines, "machine")} of ${each}`;
    const size = machines === 1 && each !== null ? each : several;
    const cautions = [
      ...(machines > 1 ? ["the number of machines is arithmetic, not measured"] : []),
      ...(isBeyondCores ? ["more workers than cores"] : []),
    ];
    return {
      title,
      answer: `${isAtLeast && machines > 1 ? "at most " : ""}${size}, ${share}% used`,
      memory: memoryBytes === null ? "–" : `${digits((machines * memoryBytes) / 1_048_576)} MiB`,
      basis: [chosen.basis, ...cautions].join("; "),
    };
  });
}

/** The little of a page's elements that the planner touches. */
type PageElement = {
  value: string;
  textContent: string | null;
  addEventListener: (type: string, listener: () => void) => void;
  append: (...children: readonly PageElement[]) => void;
  replaceChildren: (...children: readonly PageElement[]) => void;
  setAttribute: (name: string, value: string) => void;
};

type Page = {
  getElementById: (id: string) => PageElement | null;
  createElement: (name: string) => PageElement;
};

/** Fills the planner's table whenever one of its fields changes. It stands by itself: the page runs its source. */
export function runPlanner(page: Page, advise: typeof adviseLoad): void {
  const element = (id: string): PageElement => {
    const found = page.getElementById(id);
    if (found === null) throw new Error(`the page has no ${id}`);
    return found;
  };
  const data: PlannerData = JSON.parse(element("data").textContent ?? "");
  const fields = ["load", "headroom", "percentile", "limit"].map((name) => element(`plan-${name}`));
  const numberIn = (index: number): number => Number.parseFloat(fields[index]?.value ?? "");
  const show = (): void => {
    const wish: Wish = {
      load: numberIn(0),
      headroom: numberIn(1) / 100,
      percentile: fields[2]?.value ?? "",
      limitMillis: numberIn(3),
    };
    const rows = advise(data, wish).map(({ title, answer, memory, basis }) => {
      const row = page.createElement("tr");
      const cells = [title, answer, memory, basis].map((text, index) => {
        const cell = page.createElement(index === 0 ? "th" : "td");
        if (index === 0) cell.setAttribute("scope", "row");
        cell.textContent = text;
        return cell;
      });
      row.append(...cells);
      return row;
    });
    element("plan-rows").replaceChildren(...rows);
  };
  for (const field of fields) field.addEventListener("input", show);
  show();
}
