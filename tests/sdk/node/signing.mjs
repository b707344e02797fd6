// What is signed is what is sent, whatever a request holds. Arguments: the server's address, id and secret of the pool,
// how many requests.
import { CredentialsError, ManagementClient } from "@cleat/nodejs";

const [host, accessKeyId, accessKeySecret, count] = process.argv.slice(2);
const pool = new ManagementClient({ host, accessKeyId, accessKeySecret, lang: "en-US" });

/** Numbers below a limit that follow from a seed. */
function seeded(seed) {
  let state = seed >>> 0;
  return (limit) => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    return ((mixed ^ (mixed >>> 16)) >>> 0) % limit;
  };
}

const LETTERS = ["a", "Z", "0", " ", "+", "&", "=", "%", "[]", '"', "\\", "\n", "\ufeff", "é", "手", "😀"];
const NUMBERS = [0, -0, 1, -7, 0.5, 1e21, 1e20, 1e-6, 1e-7, 2 ** 53, Number.MAX_VALUE, NaN, Infinity];

function request(next) {
  const text = () => Array.from({ length: next(6) }, () => LETTERS[next(LETTERS.length)]).join("");
  const several = (make) => Array.from({ length: next(3) }, make);
  const value = (depth) => {
    const kinds = [
      () => null, () => undefined, () => next(2) === 0, () => NUMBERS[next(NUMBERS.length)], () => "", text,
      () => new Date(next(2 ** 31) * 1000), () => several(text), () => several(() => value(depth - 1)),
      () => object(["a", "b", "10", "2"], depth - 1),
    ];
    return kinds[next(depth === 0 ? 7 : kinds.length)]();
  };
  const object = (names, depth) => Object.fromEntries(names.filter(() => next(2)).map((name) => [name, value(depth)]));
  return object(["userIds", "userIdType", "options", "withCustomData", "keywords", "page"], 2);
}

async function isSigned(call, what) {
  const answer = await call.catch((error) => error);
  if (answer instanceof CredentialsError || !answer.statusCode) throw new Error(`${what}: ${answer}`);
}

for (let seed = 0; seed < count; seed += 1) {
  const given = request(seeded(seed));
  await isSigned(pool.getUserBatch(given), `seed ${seed}, GET ${JSON.stringify(given)}`);
  await isSigned(pool.listUsers(given), `seed ${seed}, POST ${JSON.stringify(given)}`);
}
// Half a surrogate pair travels in a query as the mark of what cannot be read; JSON that has one is refused.
await isSigned(pool.getUserBatch({ userIds: ["\ud83d", "x\udc00"], userIdType: "\ud83d" }), "half a pair");
for (const userIds of [[], [""], [null], [undefined], [1, true, { a: [] }]]) await isSigned(pool.getUserBatch({ userIds }), `${userIds}`);
console.log(`${count} requests of each kind were signed`);
