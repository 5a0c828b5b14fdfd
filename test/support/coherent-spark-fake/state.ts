/** A model: outputs of one record, or the error that it makes. */
export type Model = (inputs: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>;

export interface Version {
  readonly id: string;
  readonly revision: string;
  readonly workbook: Uint8Array;
}

export interface Service {
  readonly id: string;
  readonly folder: string;
  readonly name: string;
  readonly model: Model;
  readonly versions: Version[];
}

export interface Folder {
  readonly id: string;
  readonly name: string;
  category: string;
  description: string;
}

export interface Call {
  readonly id: string;
  readonly service: Service;
  readonly inputs: unknown;
  readonly outputs: unknown;
}

/** Work that goes on after the reply: it comes a step further each time it is looked at. */
export interface Job {
  readonly id: string;
  readonly kind: string;
  readonly steps: number;
  step: number;
  cancelled: boolean;
  readonly result: unknown;
}

/** Everything that the fake remembers. */
export interface State {
  readonly folders: Folder[];
  readonly services: Service[];
  readonly calls: Map<string, Call>;
  readonly jobs: Map<string, Job>;
  readonly files: Map<string, Uint8Array>;
  readonly transforms: Map<string, string>;
  readonly categories: Map<string, { key: string; value: string; icon: string }>;
  /** `call-1`, `call-2` ... */
  next(kind: string): string;
}

/** Premium of a made-up life insurance; refuses ages below zero. */
export const quote: Model = ({ age = 40, sum = 100_000 }) => {
  if (typeof age !== "number" || age < 0) throw new Error("age must not be negative");
  return { premium: Math.round(Number(sum) * 0.001 * (1 + age / 50)), accepted: age < 80 };
};

/** A tenant with two folders and 25 services, of which `pricing/quote` is the one to execute. */
export function createState(): State {
  const counts = new Map<string, number>();
  const next = (kind: string): string => {
    const count = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, count);
    return `${kind}-${count}`;
  };
  const service = (folder: string, name: string): Service => ({
    id: next("service"),
    folder,
    name,
    model: quote,
    versions: [{ id: next("version"), revision: "1.0.0", workbook: new TextEncoder().encode(`workbook of ${name}`) }],
  });
  const names = ["quote", ...Array.from({ length: 24 }, (_, index) => `rate-${String(index + 1).padStart(2, "0")}`)];
  return {
    folders: ["pricing", "claims"].map((name) => ({ id: next("folder"), name, category: "Other", description: "" })),
    services: names.map((name) => service("pricing", name)),
    calls: new Map(),
    jobs: new Map(),
    files: new Map(),
    transforms: new Map(),
    categories: new Map([["Other", { key: "Other", value: "Other", icon: "other.svg" }]]),
    next,
  };
}

/** `folder/service[version]`, `service/{id}`, `version/{id}`, `proxy/{service name}`, long or short form; a bare id too. */
export function locate(state: State, uri: string): { readonly service: Service; readonly version: Version } | null {
  const path = uri.replace(/^folders\/([^/]+)\/services\//, "$1/");
  const [first = "", second = ""] = path.split("/", 2);
  const [, name = second, revision] = /^(.*?)\[(.*)\]$/.exec(second) ?? [];
  const match = (service: Service): Version | undefined => {
    const newest = service.versions.at(-1);
    if (first === "version") return service.versions.find((version) => version.id === second);
    if (first === "service" || second === "") return service.id === (second || first) ? newest : undefined;
    if (first === "proxy") return service.name === second ? newest : undefined;
    if (service.folder !== first || service.name !== name) return undefined;
    return revision === undefined ? newest : service.versions.find((version) => version.revision === revision);
  };
  for (const service of state.services) {
    const version = match(service);
    if (version) return { service, version };
  }
  return null;
}

/** Starts work that takes some looks. */
export function startJob(state: State, kind: string, result: unknown, steps = 2): Job {
  const job = { id: state.next(kind), kind, steps, step: 0, cancelled: false, result };
  state.jobs.set(job.id, job);
  return job;
}

/** Looks at a job, which brings it a step further; percent done. */
export function progressOf(job: Job): number {
  const percent = Math.round((100 * job.step) / job.steps);
  job.step = Math.min(job.steps, job.step + 1);
  return percent;
}

/** A link to a file, as the platform hands them out. */
export function link(state: State, name: string, bytes: Uint8Array): string {
  const token = state.next("token");
  state.files.set(`${token}/${name}`, bytes);
  return `https://entitystore.us.coherent.global/docstore/api/v1/documents/versions/tokens/${token}/${name}`;
}

/** One page of a list. */
export function pageOf<T>(items: readonly T[], page: unknown, size: unknown): readonly T[] {
  const perPage = Number(size ?? 100);
  if (perPage < 0) return items;
  const start = (Number(page ?? 1) - 1) * perPage;
  return items.slice(start, start + perPage);
}
