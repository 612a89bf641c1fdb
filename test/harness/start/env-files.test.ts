import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type Files, started } from "./started.ts";

const packages: Files = {
  "package-lock.json": "",
  "packages/api/package.json": '{ "name": "api", "scripts": { "start": "node index.js --port $SHOP_PORT" } }',
  "packages/api/index.js": "",
};

/** Variables that the environment of the test has, as a user's shell may have them. */
const shell = { SHOP_TIER: "shell", SHOP_EMPTY: "" };
for (const [name, value] of Object.entries(shell)) process.env[name] = value;

const references = [
  "SHOP_HOST=db.local",
  "SHOP_URL=pg://$SHOP_HOST/shop",
  "SHOP_QUOTED='pg://${SHOP_HOST}/q'",
  "SHOP_PORT=${SHOP_NONE:-3000}",
  String.raw`SHOP_PRICE="\$5 and $5"`,
  "SHOP_ALT=${SHOP_HOST:+alt}${SHOP_EMPTY:+none}${SHOP_NONE-2}",
  "SHOP_SELF=x$SHOP_SELF",
  "SHOP_LATE=$SHOP_AFTER",
  "SHOP_AFTER=later",
  "SHOP_TIER=$SHOP_HOST",
].join("\n");

/** What a start script is given of a file, by variables beside those that Node.js reads. */
type Given = Readonly<Record<string, string>>;

const filledIn: Given = {
  SHOP_URL: "pg://db.local/shop",
  SHOP_PORT: "3000",
  SHOP_PRICE: "$5 and $5",
  SHOP_ALT: "alt2",
  SHOP_SELF: "x",
};
const byDotenv: Given = { ...filledIn, SHOP_QUOTED: "pg://db.local/q", SHOP_LATE: "later" };
const byDotenvx: Given = { ...filledIn, SHOP_LATE: "" };

const given: readonly (readonly [start: string, file: string, line: RegExp, given: Given])[] = [
  ["dotenv -- node server.js", references, / node --env-file=\.env server\.js$/, byDotenv],
  ["dotenv run -f .env -- node server.js", references, / node --env-file=\.env server\.js$/, byDotenv],
  ["dotenv -f .env run node server.js", references, / node --env-file=\.env server\.js$/, byDotenv],
  ["dotenv --no-expand -- node server.js", references, /^node --env-file=\.env server\.js$/, {}],
  ["dotenv -o -- node server.js", "SHOP_TIER=file\nSHOP_A=1", /^SHOP_TIER=file node --env-file/, { SHOP_TIER: "file" }],
  ["dotenvx run -- node server.js", references, / node --env-file=\.env server\.js$/, byDotenvx],
  [
    "dotenvx -q run --overload -e SHOP_B=2 -- node server.js",
    "SHOP_TIER=file",
    /--env-file/,
    { SHOP_TIER: "file", SHOP_B: "2" },
  ],
  ["dotenvx run -- node server.js", "SHOP(A=1\n*B=2\nSHOP_C=3", /--env-file/, {}],
  ["env-cmd node server.js", "SHOP_TIER=file\nSHOP_A=1", /^SHOP_TIER=file node --env-file/, { SHOP_TIER: "file" }],
  ["env-cmd --no-override node server.js", "SHOP_TIER=file\nSHOP_A=1", /^node --env-file=\.env server\.js$/, {}],
  [
    "cross-env SHOP_A=outer env-cmd node server.js",
    String.raw`SHOP_A=inner\nline`,
    /--env-file/,
    { SHOP_A: "inner\nline" },
  ],
  ["env-cmd cross-env SHOP_TIER=nearer node server.js", "SHOP_TIER=file", /--env-file/, { SHOP_TIER: "nearer" }],
  ["env-cmd --recursive node server.js", "SHOP_A=1\nSHOP_B=${SHOP_A}2", /--env-file/, { SHOP_B: "12" }],
  ["env-cmd -x node server.js '$SHOP_A'", "SHOP_A=1", /^node --env-file=\.env server\.js 1$/, {}],
];

describe("an app gets of a file of variables what the program in front of it makes of the file:", () => {
  for (const [start, file, line, variables] of given) {
    test(start, (t) => {
      const found = started(t, start, { ".env": file });
      assert.match(found.line, line);
      assert.deepEqual(found.env, variables);
    });
  }
});

test("a file is named from where it is read, whatever folder the command goes on in", (t) => {
  const files = { ...packages, ".env": "SHOP_PORT=80" };
  const manifest = JSON.stringify({ workspaces: ["packages/*"], scripts: { start: "dotenv -- npm start -w api" } });
  const found = started(t, "", { ...files, "package.json": manifest });
  assert.equal(found.line, "node --env-file=../../.env index.js --port 80");
  assert.equal(found.folder, "packages/api");
});

test("of files within files, the environment's win over the nearer ones", (t) => {
  const files = { a: "SHOP_A=a\nSHOP_B=a", b: "SHOP_A=b\nSHOP_C=$SHOP_B" };
  const { line, env } = started(t, "dotenv -e a -- dotenv -e b -- node server.js", files);
  assert.deepEqual([line, env], ["SHOP_C=a node --env-file=b --env-file=a server.js", { SHOP_C: "a" }]);
});

test("a file of JSON is read as env-cmd reads it", (t) => {
  const { line } = started(t, "env-cmd -f vars.json node server.js", { "vars.json": '{ "SHOP_A": 1 }' });
  assert.equal(line, "SHOP_A=1 node server.js");
});

const refused: readonly (readonly [start: string, files: Files, message: RegExp, hint: RegExp])[] = [
  [
    "dotenvx run -- node server.js",
    {
      ".env": "SHOP_KEY=encrypted:BDb7t3QkTRp2",
      "node_modules/dotenvx/package.json": '{ "name": "dotenvx", "bin": "cli.js" }',
      "node_modules/dotenvx/cli.js": "#!/usr/bin/env node\n",
    },
    /and SHOP_KEY in \.env is encrypted, and only dotenvx can decrypt it$/,
    /^Set SHOP_KEY before the command you type, which overrides the file\. Or: Name the script itself: --app \S*\/server\.js$/,
  ],
  [
    "dotenvx run -f a -f b -- node server.js",
    { a: "SHOP_A=1", b: "SHOP_HOST=$(hostname)" },
    /and SHOP_HOST in b is the output of a command$/,
    /^Set SHOP_HOST before the command you type/,
  ],
  [
    "dotenvx run --convention=nextjs -- node server.js",
    {},
    /only dotenvx knows which files --convention means/,
    /--app/,
  ],
  ["env-cmd -f gone node server.js", {}, /and there is no gone$/, /--app/],
  ["env-cmd -f vars.js node server.js", { "vars.js": "" }, /and only env-cmd can run vars\.js$/, /--app/],
];

describe("what no reading of a file can give is told:", () => {
  for (const [start, files, message, hint] of refused) {
    test(start, (t) => {
      assert.throws(() => started(t, start, files), { code: "app-not-found", message, hint });
    });
  }
});

test("what the environment sets needs not be decrypted", (t) => {
  const { line } = started(t, "dotenvx run -- node server.js", { ".env": "SHOP_TIER=encrypted:BDb7t3QkTRp2" });
  assert.equal(line, "node --env-file=.env server.js");
});
