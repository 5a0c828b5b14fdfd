import { describe, expect, it } from "@jest/globals";
import { type Token, type TokenSource, type TokenStore, tokenCredential } from "../../../../runtime/auth/token.js";
import { AuthError } from "../../../../runtime/core/errors.js";
import { callOf } from "../../../support/call.js";
import { fakeClock, settle } from "../../../support/clock.js";
import { wireReply } from "../../../support/send.js";
import { signContext } from "../../../support/sign.js";

const refused = wireReply({ status: 401 });

function setup(source: Partial<TokenSource> = {}, life: number | null = 3600_000) {
  const clock = fakeClock();
  const at = signContext({ clock });
  const olds: (Token | null)[] = [];
  const credential = tokenCredential({
    fetch: async (_, old) => {
      olds.push(old);
      await settle();
      return { accessToken: `t${olds.length}`, expiresAt: life === null ? null : clock.now() + life, refreshToken: `r${olds.length}` };
    },
    ...source,
  });
  const header = async () => (await credential.sign(callOf(), at)).headers.authorization;
  return { clock, at, olds, credential, header };
}

describe("tokenCredential", () => {
  it("sends one token with every call and marks it as secret", async () => {
    const { credential, at, header, olds } = setup();
    expect((await credential.sign(callOf(), at)).secrets).toEqual(["authorization"]);
    expect([await header(), await header()]).toEqual(["Bearer t1", "Bearer t1"]);
    expect(olds.length).toBe(1);
  });

  it("asks again after a source that threw at once", async () => {
    let asked = 0;
    const { header } = setup({
      fetch: () => {
        asked++;
        if (asked === 1) throw new AuthError("not yet");
        return Promise.resolve({ accessToken: "late", expiresAt: null });
      },
    });
    await expect(header()).rejects.toThrow("not yet");
    expect(await header()).toBe("Bearer late");
  });

  it("costs no promise once there is a token", async () => {
    const { credential, at, header } = setup();
    await header();
    expect(credential.sign(callOf(), at)).not.toBeInstanceOf(Promise);
  });

  it("asks once for a hundred calls at the same time", async () => {
    const { header, olds } = setup();
    const headers = await Promise.all(Array.from({ length: 100 }, header));
    expect(new Set(headers)).toEqual(new Set(["Bearer t1"]));
    expect(olds.length).toBe(1);
  });

  it("renews half a minute before the token expires, telling the source the old one", async () => {
    const { clock, header, olds } = setup();
    await header();
    await clock.advance(3600_000 - 30_001);
    expect(await header()).toBe("Bearer t1");
    await clock.advance(1);
    expect(await header()).toBe("Bearer t2");
    expect(olds.map((old) => old?.refreshToken)).toEqual([undefined, "r1"]);
  });

  it("uses a short token for three quarters of its life", async () => {
    const { clock, header } = setup({}, 8000);
    await header();
    await clock.advance(5999);
    expect(await header()).toBe("Bearer t1");
    await clock.advance(1);
    expect(await header()).toBe("Bearer t2");
  });

  it("keeps a token of unknown life until it is refused", async () => {
    const { clock, header } = setup({}, null);
    await header();
    await clock.advance(1e12);
    expect(await header()).toBe("Bearer t1");
  });

  it("renews once for a hundred refusals of the same token", async () => {
    const { credential, at, olds } = setup();
    const signed = await Promise.all(Array.from({ length: 100 }, () => credential.sign(callOf(), at)));
    const again = await Promise.all(
      signed.map(async (call, index) => {
        if (index % 3 === 0) await settle(index % 7);
        expect(await credential.renew?.(call, refused, at)).toBe(true);
        return (await credential.sign(callOf(), at)).headers.authorization;
      }),
    );
    expect(new Set(again)).toEqual(new Set(["Bearer t2"]));
    expect(olds.length).toBe(2);
  });

  it("asks again after a failure, and everyone who waited learns of it", async () => {
    let fail = true;
    const { header } = setup({
      fetch: async () => {
        if (fail) throw new AuthError("no");
        return { accessToken: "t", expiresAt: null };
      },
    });
    const both = await Promise.allSettled([header(), header()]);
    expect(both.map((one) => one.status)).toEqual(["rejected", "rejected"]);
    fail = false;
    expect(await header()).toBe("Bearer t");
  });
});

describe("a token store", () => {
  function storeOf(token: Token | null) {
    const saved: Token[] = [];
    let current = token;
    const store: TokenStore = {
      load: async () => current,
      save: async (next) => {
        saved.push(next);
        current = next;
      },
    };
    return { store, saved, put: (next: Token) => (current = next) };
  }

  it("spares the request when it holds a living token", async () => {
    const { store, saved } = storeOf({ accessToken: "kept", expiresAt: 1_700_003_600_000 });
    const { header, olds } = setup({ store });
    expect(await header()).toBe("Bearer kept");
    expect([olds.length, saved.length]).toEqual([0, 0]);
  });

  it("gives the refresh token of a dead one to the source, and keeps what comes", async () => {
    const { store, saved } = storeOf({ accessToken: "dead", expiresAt: 1_600_000_000_000, refreshToken: "r0" });
    const { header, olds } = setup({ store });
    expect(await header()).toBe("Bearer t1");
    expect(olds[0]?.refreshToken).toBe("r0");
    expect(saved.map((token) => token.accessToken)).toEqual(["t1"]);
  });

  it("takes the token that another process renewed meanwhile", async () => {
    const { store, put } = storeOf(null);
    const { credential, at, header, olds } = setup({ store });
    const signed = await credential.sign(callOf(), at);
    put({ accessToken: "theirs", expiresAt: null, refreshToken: "r9" });
    await credential.renew?.(signed, refused, at);
    expect(await header()).toBe("Bearer theirs");
    expect(olds.length).toBe(1);
  });

  it("does not take back the very token that was refused", async () => {
    const { store } = storeOf({ accessToken: "kept", expiresAt: null, refreshToken: "r0" });
    const { credential, at, header } = setup({ store });
    const signed = await credential.sign(callOf(), at);
    await credential.renew?.(signed, refused, at);
    expect(await header()).toBe("Bearer t1");
  });
});
