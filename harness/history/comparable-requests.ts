import type { RequestKind } from "../model/index.ts";
import { mask, masked, isSecretName } from "../secrets.ts";

/**
 * Requests as they are compared, and kept in what may be shared: without credentials, which say who asks and not what,
 * and change from one run to the next.
 */
export function comparableRequests(requests: readonly RequestKind[]): readonly RequestKind[] {
  return requests.map((request) => ({
    ...request,
    name: masked(request.name),
    path: masked(request.path),
    headers: Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, isSecretName(name) ? mask : masked(value)]),
    ),
    ...(request.body === undefined ? {} : { body: masked(request.body) }),
  }));
}

/** Whether requests hold a secret, whose value is not compared. */
export function holdSecrets(requests: readonly RequestKind[]): boolean {
  return requests.some(
    ({ path, headers, body = "" }) =>
      [path, body].some((text) => text.includes(mask)) || Object.values(headers).some((text) => text.includes(mask)),
  );
}
