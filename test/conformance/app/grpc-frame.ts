/** A message as gRPC puts it on the wire: not compressed, with its length. */
export function grpcFrame(message: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
}

/** The message in a frame; undefined if it is not whole. */
export function grpcMessage(frame: Buffer): Buffer | undefined {
  const end = frame.length < 5 ? Number.NaN : 5 + frame.readUInt32BE(1);
  return frame.length >= end ? frame.subarray(5, end) : undefined;
}

/** The names of statuses, by their numbers. */
export const grpcStatuses = [
  "OK",
  "CANCELLED",
  "UNKNOWN",
  "INVALID_ARGUMENT",
  "DEADLINE_EXCEEDED",
  "NOT_FOUND",
  "ALREADY_EXISTS",
  "PERMISSION_DENIED",
  "RESOURCE_EXHAUSTED",
  "FAILED_PRECONDITION",
  "ABORTED",
  "OUT_OF_RANGE",
  "UNIMPLEMENTED",
  "INTERNAL",
  "UNAVAILABLE",
  "DATA_LOSS",
  "UNAUTHENTICATED",
];

/** The status for an answer of HTTP that has none of gRPC (gRPC's `http-grpc-status-mapping.md`). */
export function grpcStatusOf(httpStatus: number): string {
  const names: Readonly<Record<number, string>> = {
    400: "INTERNAL",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "UNIMPLEMENTED",
    429: "UNAVAILABLE",
    502: "UNAVAILABLE",
    503: "UNAVAILABLE",
    504: "UNAVAILABLE",
  };
  return names[httpStatus] ?? "UNKNOWN";
}
