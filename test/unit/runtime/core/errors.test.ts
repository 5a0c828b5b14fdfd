import { describe, expect, it } from "@jest/globals";
import {
  AbortError,
  ApiError,
  AuthError,
  ClientError,
  ConnectionError,
  DecodeError,
  errorFrom,
  InputError,
  isClientError,
  isUnsent,
  systemCode,
  TimeoutError,
} from "../../../../runtime/core/errors.js";
import * as statuses from "../../../../runtime/core/status-errors.js";

const apiError = (status: number): ApiError =>
  new ApiError(`x answered ${status}`, { status, headers: new Headers({ "set-cookie": "secret" }), body: { a: 1 } });

describe("errors", () => {
  it.each([
    { Kind: ApiError, name: "ApiError", kind: "api" },
    { Kind: ConnectionError, name: "ConnectionError", kind: "connection" },
    { Kind: TimeoutError, name: "TimeoutError", kind: "timeout" },
    { Kind: AbortError, name: "AbortError", kind: "abort" },
    { Kind: AuthError, name: "AuthError", kind: "auth" },
    { Kind: DecodeError, name: "DecodeError", kind: "decode" },
    { Kind: InputError, name: "InputError", kind: "input" },
  ])("$name says its kind, remedy and cause", ({ Kind, name, kind }) => {
    const cause = new Error("why");
    const error = new Kind("what", { remedy: "do this", cause });
    expect(error).toMatchObject({ name, kind, message: "what", remedy: "do this", cause });
    expect(error).toBeInstanceOf(ClientError);
    expect(new Kind("what").remedy).toBeNull();
    expect(isClientError(error)).toBe(true);
  });

  it("don't print headers, which hold cookies", () => {
    const error = apiError(404);
    expect(Object.keys(error)).not.toContain("headers");
    expect(error.headers.get("set-cookie")).toBe("secret");
  });

  it("are known across copies of the package by their mark", () => {
    class Foreign extends Error {
      readonly kind = "api";
      readonly status = 404;
      get "~clientwright"(): true {
        return true;
      }
    }
    expect(isClientError(new Foreign())).toBe(true);
    expect(new Foreign() instanceof statuses.NotFoundError).toBe(true);
    expect(new Foreign() instanceof statuses.ConflictError).toBe(false);
  });
});

describe("classes by status", () => {
  it.each([
    { Class: statuses.BadRequestError, status: 400 },
    { Class: statuses.UnauthorizedError, status: 401 },
    { Class: statuses.ForbiddenError, status: 403 },
    { Class: statuses.NotFoundError, status: 404 },
    { Class: statuses.ConflictError, status: 409 },
    { Class: statuses.GoneError, status: 410 },
    { Class: statuses.PreconditionFailedError, status: 412 },
    { Class: statuses.PayloadTooLargeError, status: 413 },
    { Class: statuses.UnsupportedMediaTypeError, status: 415 },
    { Class: statuses.UnprocessableError, status: 422 },
    { Class: statuses.RateLimitError, status: 429 },
    { Class: statuses.ServerError, status: 503 },
  ])("$status", ({ Class, status }) => {
    expect(apiError(status) instanceof Class).toBe(true);
    expect(apiError(418) instanceof Class).toBe(false);
    expect(new Error("x") instanceof Class).toBe(false);
    expect(new InputError("x") instanceof Class).toBe(false);
  });

  it("a class derived from one of them holds its own instances only", () => {
    class MyNotFound extends statuses.NotFoundError {}
    expect(apiError(404) instanceof MyNotFound).toBe(false);
    expect(new MyNotFound("x") instanceof MyNotFound).toBe(true);
  });
});

describe("errorFrom", () => {
  it("leaves our own as they are", () => {
    const error = new InputError("x");
    expect(errorFrom(error, "ctx")).toBe(error);
  });

  it("makes ConnectionErrors of the platform's, with their reason", () => {
    const reset = Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" });
    const error = errorFrom(new TypeError("fetch failed", { cause: reset }), "GET http://x/");
    expect(error).toMatchObject({ kind: "connection", message: "GET http://x/: fetch failed: read ECONNRESET" });
    expect(systemCode(error)).toBe("ECONNRESET");
  });

  it("takes thrown values that are no errors", () => {
    expect(errorFrom("just text")).toMatchObject({ kind: "connection", message: "just text", cause: "just text" });
  });
});

describe("isUnsent", () => {
  it.each([
    { code: "ECONNREFUSED", want: true },
    { code: "ENOTFOUND", want: true },
    { code: "UND_ERR_CONNECT_TIMEOUT", want: true },
    { code: "ECONNRESET", want: false },
    { code: "UND_ERR_SOCKET", want: false },
  ])("$code: $want", ({ code, want }) => expect(isUnsent(errorFrom(Object.assign(new Error("x"), { code })))).toBe(want));

  it.each([
    { syscall: "connect", want: true },
    { syscall: "read", want: false },
    { syscall: undefined, want: false },
  ])("an unreachable host says so only of connecting: $syscall is $want", ({ syscall, want }) => {
    expect(isUnsent(errorFrom(Object.assign(new Error("x"), { code: "EHOSTUNREACH", syscall })))).toBe(want);
    const both = Object.assign(new AggregateError([Object.assign(new Error("a"), { code: "ENETUNREACH", syscall })]), { code: "ENETUNREACH" });
    expect(isUnsent(new ConnectionError("x", { cause: both }))).toBe(want);
  });

  it("looks into errors of several addresses", () => {
    const both = new AggregateError([Object.assign(new Error("a"), { code: "ECONNREFUSED" })]);
    expect(isUnsent(new ConnectionError("x", { cause: both }))).toBe(true);
    expect(systemCode(new Error("x"))).toBeNull();
  });
});
