import type { Call, WireReply } from "./call.js";
import { DecodeError, InputError } from "./errors.js";
import { describeCall } from "./watch.js";

/** Bytes that a body may have when it is read as a whole: 256 MiB unless the call says otherwise; 0: any number. */
export const sizeLimit = ({ maxResponseSize = 2 ** 28 }: Pick<Call, "maxResponseSize">): number => maxResponseSize || 1 / 0;

/** A body that would take more memory than the call allows. */
export const tooLarge = (call: Call, { status, headers }: Pick<WireReply, "status" | "headers">): DecodeError =>
  new DecodeError(`${describeCall(call)} answered ${status} with more than ${sizeLimit(call)} bytes`, {
    status,
    contentType: headers.get("content-type"),
    text: "",
    remedy: "Read it as a stream (asResponse), or raise maxResponseSize",
  });

/** A body is there once: who reads it (a hook, a layer) takes it from everybody else. */
export const readAlready = (call: Call): InputError => new InputError(`${describeCall(call)}: the body was read already`);
