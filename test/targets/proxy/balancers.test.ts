import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { balancerNames, makeBalancer, type Asker, type Backend } from "../../../targets/proxy/balancers.ts";

/** Who asks from the given port, with the given headers. */
function asker(remotePort = 1, headers: Asker["headers"] = {}): Asker {
  return { headers, socket: { remoteAddress: "127.0.0.1", remotePort } };
}

type Named = Backend & { readonly name: number };

function backends(inFlight: readonly number[]): Named[] {
  return inFlight.map((count, name) => ({ name, inFlight: count }));
}

const loads = fc.array(fc.nat({ max: 5 }), { minLength: 1, maxLength: 8 });

/** For each pick, which of the requests in flight then ends: as a share of those that there are. */
const endings = fc.array(fc.option(fc.double({ min: 0, max: 0.999, noNaN: true })), { minLength: 1, maxLength: 200 });

test("least-connections picks a backend with the fewest requests in flight, whatever came before", () => {
  fc.assert(
    fc.property(loads, endings, (initial, ends) => {
      const all = backends(initial);
      const pick = makeBalancer("least-connections");
      for (const end of ends) {
        const fewest = Math.min(...all.map(({ inFlight }) => inFlight));
        const picked = pick(all, asker());
        assert.ok(picked !== null);
        assert.equal(picked.inFlight, fewest);
        picked.inFlight++;
        const busy = all.filter(({ inFlight }) => inFlight > 0);
        const done = end === null ? undefined : busy[Math.floor(end * busy.length)];
        if (done !== undefined) done.inFlight--;
      }
    }),
  );
});

test("least-connections takes ties in turn: an idle proxy still spreads its requests evenly", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 5 }), (count, rounds) => {
      const all = backends(Array.from({ length: count }, () => 0));
      const pick = makeBalancer("least-connections");
      const picked = Array.from({ length: count * rounds }, () => pick(all, asker())?.name);
      for (let round = 0; round < rounds; round++) {
        assert.equal(new Set(picked.slice(round * count, (round + 1) * count)).size, count);
      }
    }),
  );
});

test("round-robin goes through the backends in order, however busy they are", () => {
  fc.assert(
    fc.property(loads, fc.integer({ min: 1, max: 40 }), (initial, picks) => {
      const all = backends(initial);
      const pick = makeBalancer("round-robin");
      for (let index = 0; index < picks; index++) assert.equal(pick(all, asker())?.name, index % all.length);
    }),
  );
});

test("those that take turns take turns of their own", () => {
  for (const name of ["least-connections", "round-robin", "central-queue"]) {
    const all = backends([0, 0, 0]);
    makeBalancer(name)(all, asker());
    const picks = [makeBalancer(name), makeBalancer(name)].map((pick) => pick(all, asker())?.name);
    assert.equal(picks[0], picks[1]);
  }
});

test("random picks each about as often, whatever its load, and two-choices never the busiest", () => {
  const all = backends([0, 3, 9]);
  for (const [name, shares] of [
    ["random", [1 / 3, 1 / 3, 1 / 3]],
    ["two-choices", [2 / 3, 1 / 3, 0]],
  ] as const) {
    const pick = makeBalancer(name);
    const picks = 30_000;
    const counts = [0, 0, 0];
    for (let index = 0; index < picks; index += 1) {
      const picked = pick(all, asker())?.name ?? 0;
      counts[picked] = (counts[picked] ?? 0) + 1;
    }
    // Five standard errors.
    for (const [index, share] of shares.entries())
      assert.ok(Math.abs((counts[index] ?? 0) / picks - share) < 0.014, `${name}: ${counts.join(", ")}`);
  }
  assert.equal(makeBalancer("two-choices")(backends([4]), asker())?.name, 0);
});

test("the central queue gives a worker one request at most, and lets the next wait", () => {
  fc.assert(
    fc.property(loads, (initial) => {
      const all = backends(initial);
      const picked = makeBalancer("central-queue")(all, asker());
      assert.equal(
        picked === null,
        all.every(({ inFlight }) => inFlight > 0),
      );
      assert.equal(picked?.inFlight ?? 0, 0);
    }),
  );
});

test("a hash sends the same key to the same worker, and many keys to all of them about evenly", () => {
  const all = backends([0, 9, 0, 0]);
  for (const [name, of] of [
    ["hash-connection", (key: number) => asker(key)],
    ["hash-header=X-User", (key: number) => asker(1, { "x-user": `user ${key}` })],
    ["hash-cookie=session", (key: number) => asker(key % 7, { cookie: `a=b; session=s${key}; c=d` })],
  ] as const) {
    const [pick, again] = [makeBalancer(name), makeBalancer(name)];
    const counts = [0, 0, 0, 0];
    for (let key = 1; key <= 4_000; key += 1) {
      const picked = pick(all, of(key))?.name ?? 0;
      assert.equal(again(all, of(key))?.name, picked);
      counts[picked] = (counts[picked] ?? 0) + 1;
    }
    assert.ok(
      counts.every((count) => count > 800 && count < 1_200),
      `${name}: ${counts.join(", ")}`,
    );
  }
  const byAddress = makeBalancer("hash-address");
  assert.equal(new Set([1, 2, 3, 4, 5, 6].map((port) => byAddress(all, asker(port))?.name)).size, 1);
  const bySession = makeBalancer("hash-cookie=session");
  const keyless = [1, 2, 3, 4, 5, 6].map((port) => bySession(all, asker(port))?.name);
  assert.ok(new Set(keyless).size > 1, "who has no cookie is known by the connection");
});

test("an unknown balancer, and one without backends, are errors", () => {
  assert.throws(() => makeBalancer("fastest"), new RangeError('no balancer is called "fastest"'));
  assert.throws(() => makeBalancer("hash-cookie="), RangeError);
  for (const name of balancerNames) assert.throws(() => makeBalancer(name)([], asker()), RangeError);
});
