import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { balancerNames, makeBalancer, type Backend } from "../../../targets/proxy/balancers.ts";

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
        const picked = pick(all);
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
      const picked = Array.from({ length: count * rounds }, () => pick(all).name);
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
      for (let index = 0; index < picks; index++) assert.equal(pick(all).name, index % all.length);
    }),
  );
});

test("each balancer that is made takes turns of its own", () => {
  for (const name of balancerNames) {
    const all = backends([0, 0, 0]);
    const first = makeBalancer(name);
    first(all);
    assert.equal(makeBalancer(name)(all).name, makeBalancer(name)(all).name);
  }
});

test("an unknown balancer, and one without backends, are errors", () => {
  assert.throws(() => makeBalancer("fastest"), new RangeError('no balancer is called "fastest"'));
  for (const name of balancerNames) assert.throws(() => makeBalancer(name)([]), RangeError);
});
