import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as fc from "fast-check";
import { isSecretName, masked, maskedCommand, withholdSecrets } from "../../harness/secrets.ts";

const secret = "hunter2-S3cr3t";

describe("a secret in a text is masked, and what it stands in is still to be read", () => {
  const texts: readonly (readonly [text: string, shown: string])[] = [
    [`GET /orders?page=2&access_token=${secret}`, "GET /orders?page=2&access_token=***"],
    [`GET /orders?api_key=${secret}&page=2 was not answered`, "GET /orders?api_key=***&page=2 was not answered"],
    [`postgres://app:${secret}@db.local:5432/shop`, "postgres://***@db.local:5432/shop"],
    [`postgres://app:p@${secret}@db.local/shop`, "postgres://***@db.local/shop"],
    [`https://${secret}@example.org/`, "https://***@example.org/"],
    [`authorization: Bearer ${secret}`, "authorization: ***"],
    [`--header is "X-Api-Key: ${secret}"`, '--header is "X-Api-Key: ***"'],
    [`set-cookie: sid=${secret}; Path=/; HttpOnly`, "set-cookie: ***"],
    [`it sent Bearer ${secret} and got 401`, "it sent Bearer *** and got 401"],
    [`{"user":"ann","password":"a\\"${secret}","n":1}`, '{"user":"ann","password":"***","n":1}'],
    [`"{\\"clientSecret\\":\\"${secret}\\",\\"n\\":1}"`, '"{\\"clientSecret\\":\\"***\\",\\"n\\":1}"'],
    [`config is { token: '${secret}', port: 80 }`, 'config is { token: "***", port: 80 }'],
    [`user=ann&user[password]=${secret}`, "user=ann&user[password]=***"],
    [`DB_PASSWORD=${secret} is not allowed`, "DB_PASSWORD=*** is not allowed"],
    [`--env=STRIPE_SECRET_KEY=${secret}`, "--env=STRIPE_SECRET_KEY=***"],
    [`password="${secret} x" user="ann"`, 'password="***" user="ann"'],
    [`"AWS_SECRET_ACCESS_KEY='${secret} !' node a.js"`, `"AWS_SECRET_ACCESS_KEY='***' node a.js"`],
    [String.raw`DB_PASSWORD='it'\''s ${secret}' PORT=80`, "DB_PASSWORD='***' PORT=80"],
    [`{"msg":"password=\\"${secret}\\" is wrong"}`, '{"msg":"password=\\"***\\" is wrong"}'],
    [`password: ${secret}\nport: 80`, "password: ***\nport: 80"],
    ["it has { user: ann, token: hunter }", "it has { user: ann, token: *** }"],
    [`{"tokens":["${secret}", "b"],"n":[1]}`, '{"tokens":["***"],"n":[1]}'],
    [`{ tokens: [ '${secret}', 'b' ], n: 1 }`, '{ tokens: [ "***"], n: 1 }'],
    [`postgres://app:p/${secret}?#@db.local/shop`, "postgres://***@db.local/shop"],
    [`https://app:p/${secret}@example.org/a`, "https://***@example.org/a"],
    [`curl -u app:${secret} http://a.test/`, "curl -u app:*** http://a.test/"],
    [`"node server.js --token ${secret} --port 80"`, '"node server.js --token *** --port 80"'],
    [`node server.js --token -${secret} -v`, "node server.js --token *** -v"],
  ];
  for (const [text, shown] of texts) {
    test(shown, () => {
      assert.equal(masked(text), shown);
      assert.equal(masked(shown), shown);
    });
  }
});

test("a name is a secret's where it says so, and not where it merely has such a word in it", () => {
  const secrets = `token access_token accessToken refresh_token auth_token id_token X-CSRF-Token GITHUB_TOKEN authtoken
    api_tokens api_key apikey apiKey APIKEY access_key X-Api-Key secret_key private_key STRIPE_KEY client_secret password
    dbpassword passwd pwd user[password] user%5Bpassword%5D authorization cookie Set-Cookie session session_id
    PHPSESSID connect.sid X-Amz-Signature AWSAccessKeyId KEY GITHUB_PAT gh-pat PAT STRIPE_SK API_SK DB_PW pw --pw adminPw
    passcode PASSCODE DB_CREDS`;
  const others = `max_tokens maxTokens max_new_tokens tokens tokenize tokenizer token_type token_count page_token pageToken
    nextPageToken stop_token key keys sort_key sortKey primary_key cache_key idempotency-key keyboard monkey author
    compass passenger signal design PATH PWD OLDPWD SKU ASK sku ask SK sk task_id customer_sk title_sk file_pat pattern
    compatible PATCH power PW_TEST spawn session_count secretary password_length x-max-tokens`;
  assert.deepEqual(
    secrets.split(/\s+/).filter((name) => !isSecretName(name)),
    [],
  );
  assert.deepEqual(others.split(/\s+/).filter(isSecretName), []);
});

/** Made up, and put together here so that nobody who looks for lost tokens takes them for one. */
const tokens = [
  ["gh", "p_16C7e42F292c6912E7710c838347Ae178B4a"],
  ["github", "_pat_11ABCDE0Y0abcdefghij_abcdefghijklmnopqrstuvwxyz"],
  ["sk_", "live_4eC39HqLyjWDarjtT1zdp7dc"],
  ["rk_", "test_4eC39HqLyjWDarjtT1zdp7dc"],
  ["xox", "b-17653672481-19874698323-pdFZKVeTuE8sk7oOcHrzqqgy"],
  ["AK", "IAIOSFODNN7EXAMPLE"],
  ["ey", "JhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U"],
  ["np", "m_4xAmPl3T0k3nThatIsNoneAtAll012345678"],
  ["gl", "pat-4xAmPl3T0k3nThatIsNone"],
  ["sk-", "ant-api03-4xAmPl3T0k3nThatIsNone"],
].map((parts) => parts.join(""));

test("a token that is known for how it begins is masked wherever it stands", () => {
  for (const each of tokens) {
    assert.equal(masked(`it sent ${each} and got 401`), "it sent *** and got 401");
    assert.equal(masked(`http://a.test/hooks/${each}?page=2`), "http://a.test/hooks/***?page=2");
    assert.equal(masked(`{"msg":"${each}"}`), '{"msg":"***"}');
    assert.equal(masked(each), "***");
    assert.deepEqual(maskedCommand(["node", "a.js", each, `--env=LOGIN=${each}`, "-v"]), [
      "node",
      "a.js",
      "***",
      "--env=LOGIN=***",
      "-v",
    ]);
  }
  const key = ["-----BEGIN RSA ", "PRIVATE KEY-----\nMIIEow\nIBAAKC\n-----END RSA ", "PRIVATE KEY-----"].join("");
  assert.equal(masked(`it read ${key} at the start`), "it read *** at the start");
});

test("what is no secret is left as it is", () => {
  for (const text of [
    "nginx:hash-cookie=sid",
    "nginx (hash-cookie=sid)",
    "hash-header=x-user-id",
    "ssh://git@github.com/a/b",
    "Basic authentication is needed",
    "p99<100ms at 12 req/s: key figures",
    "http://127.0.0.1:3000/a?page=2&keyboard=de",
    "POST /gen?max_tokens=16&key=small",
    "x-max-tokens: 16, x-tokenizer: bpe",
    '{"title":"key","monkey":"a"}',
    "http://127.0.0.1:3000/@ann and http://[::1]:3000/@ann",
    "https://example.org:8080/@acme/log",
    "docker run -u 1000:1000 node",
    "npm_lifecycle_event is start, npm_config_registry unset",
    "/a?cursor=eyJpZCI6MTIzNDU2fQ&lang=sk-SK",
    "task_live_view_of_all and desk-ant-hill-of-all, xoxo-hugs-and-kisses",
    "GET /AKIA/eyJ.json, sk_live_ and ghp_ are prefixes",
    "PWD=/home/ann/shop SKU=12 ASK=no",
    "TypeError: Invalid session: not found by the store",
    "node a.js --no-session --port 80 --auth -v",
    '{"tokens":[],"n":["a"]}',
    '{"tokens":[12,13]}',
  ])
    assert.equal(masked(text), text);
});

test("the words of a command are masked, also those that are the value of the option before", () => {
  const typed = ["--header", `cookie: sid=${secret}`, "--env", `API_TOKEN=${secret}`, "--path", `/a?sig=${secret}`];
  const forApp = ["--", "--token", secret, `--db-password=${secret}`, "--port", "80", `KEY=${secret}`];
  assert.deepEqual(maskedCommand([...typed, "--body", `{"secret":"${secret}"}`, ...forApp]), [
    "--header",
    "cookie: ***",
    "--env",
    "API_TOKEN=***",
    "--path",
    "/a?sig=***",
    "--body",
    '{"secret":"***"}',
    "--",
    "--token",
    "***",
    "--db-password=***",
    "--port",
    "80",
    "KEY=***",
  ]);
});

test("a user with a password and a value that begins as an option does are masked in a command", () => {
  const words = ["curl", "-u", `ann:${secret}`, "--token", `-${secret}`, "--auth", "-v", "-u", "1000:1000"];
  const shown = ["curl", "-u", "ann:***", "--token", "***", "--auth", "-v", "-u", "1000:1000"];
  assert.deepEqual(maskedCommand(words), shown);
});

test("masking what is masked changes nothing, whatever the text", () => {
  const part = fc.constantFrom(
    "token",
    "=",
    "&",
    ":",
    " ",
    '"',
    "'",
    "\\",
    "http://",
    "@",
    "a",
    "?",
    "Bearer ",
    "{",
    "\n",
    "-u ",
    "--",
    "[",
    "]",
    "{ token: ",
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(part, fc.string())), (parts) => {
      const once = masked(parts.join(""));
      assert.equal(masked(once), once);
    }),
  );
});

test("in an object that is quoted within a text, what follows a secret stays", () => {
  const quoted = JSON.stringify(`{"cookie":"sid=${secret}","key":"v"}`);
  assert.equal(masked(quoted), JSON.stringify('{"cookie":"***","key":"v"}'));
});

test("what an app is given as a secret is masked wherever it repeats it, whole or cut off", () => {
  const given = {
    "x-api-key": "hdr value/12345",
    authorization: "Bearer abcdefGHIJ",
    cookie: "sid=s1d2s3d4; theme=dark",
    DB_PASSWORD: 'quo"ted\\pass',
    DATABASE_URL: "postgres://app:p%40ssw0rd-9@db/orders",
    PORT: "3000000",
    API_KEY: "test",
  };
  withholdSecrets(given);
  for (const [text, shown] of [
    ["401: you sent hdr value/12345.", "401: you sent ***."],
    ["at /?k=hdr%20value%2F12345", "at /?k=***"],
    ["no user has abcdefGHIJ", "no user has ***"],
    ["session s1d2s3d4 ended, theme=dark", "session *** ended, theme=dark"],
    [JSON.stringify({ said: given.DB_PASSWORD }), '{"said":"***"}'],
    ["cannot log in with p@ssw0rd-9", "cannot log in with ***"],
    ['returned 500: "cannot log in with p@ssw0r"', 'returned 500: "cannot log in with ***"'],
    ["cannot log in with p@ssw0r…", "cannot log in with ***…"],
    ["a test on 3000000", "a test on 3000000"],
  ] as const) {
    assert.equal(masked(text), shown);
  }
});
