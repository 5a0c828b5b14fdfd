import { createSpark, type Spark, type SparkOptions } from "../../../generated/coherent-spark/index.js";
import type { SparkRequest } from "../../support/coherent-spark-fake/exchange.js";
import { type SparkFake, type SparkFakeOptions, startSparkFake } from "../../support/coherent-spark-fake/fake.js";

export interface Bench {
  readonly fake: SparkFake;
  readonly spark: Spark;
  /** The last request that the fake got. */
  readonly last: () => SparkRequest;
  /** `POST /path` of every request, token requests left out. */
  readonly calls: () => readonly string[];
}

const running = new Set<SparkFake>();

/** A fake and a client for it, signed in by OAuth unless told otherwise. */
export async function bench(options: SparkOptions = {}, setting: SparkFakeOptions = {}): Promise<Bench> {
  const fake = await startSparkFake(setting);
  running.add(fake);
  const { clientId, clientSecret, tenant } = fake.credentials;
  const spark = createSpark({ tenant, auth: { oauth: { clientId, clientSecret } }, fetch: fake.fetch, ...options });
  return {
    fake,
    spark,
    last: () => {
      const request = fake.requests.at(-1);
      if (request === undefined) throw new Error("Nothing was sent");
      return request;
    },
    calls: () => fake.requests.filter(({ host }) => !host.startsWith("keycloak")).map(({ method, path }) => `${method} ${path}`),
  };
}

/** Call it in `afterEach`. */
export async function closeFakes(): Promise<void> {
  await Promise.all([...running].map((fake) => fake.close()));
  running.clear();
}
