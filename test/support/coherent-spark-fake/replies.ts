import type { SparkAnswer } from "./exchange.js";

const TIME = "2026-11-21T04:05:06.789Z";

/** v1: `{ status, data, message, errorCode }`. */
export function v1(data: unknown, more: object = {}): SparkAnswer {
  return { body: { status: "Success", data, message: null, errorCode: null, ...more } };
}

/** A v1 failure; HTTP status 200 unless told otherwise. */
export function v1Failure(errorCode: string, message: string, status = 200): SparkAnswer {
  return { status, body: { status: "Error", data: null, message, errorCode } };
}

/** v3: `{ status, response_data, response_meta, error }`. */
export function v3(data: unknown, meta: object = {}): SparkAnswer {
  return { body: { status: "Success", error: null, response_data: data, response_meta: { system: "SPARK", request_timestamp: TIME, ...meta } } };
}

/** A v3 failure. */
export function v3Failure(status: number, message: string, type = "error.application_error"): SparkAnswer {
  const error = { error_category: status === 401 ? "access_error" : "application_error", error_type: type, message, additional_details: null };
  return { status, body: { status: "Error", response_data: null, response_meta: null, error } };
}

/** A v4 failure. */
export function v4Failure(status: number, code: string, message: string): SparkAnswer {
  return { status, body: { type: "invalid_input", code, message } };
}

/** The refusal that each generation of the API gives to wrong credentials. */
export function refusal(path: string, status = 401): SparkAnswer {
  const code = status === 401 ? "INVALID_TOKEN" : "UNAUTHORIZED";
  if (path.startsWith("/api/v1/")) return v1Failure(code, "The token is not valid", status);
  if (path.includes("/api/v4/")) return { status, body: { errorCode: code, status: "Error" } };
  return v3Failure(status, code, "error.UNAUTHORIZED");
}

/** The time at which everything happens in the fake. */
export const now = (): string => TIME;
