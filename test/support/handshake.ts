import { once } from "node:events";
import { readFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { connect, createServer } from "node:tls";
import type { Issued } from "./openssl.ts";

/** Why a client that trusts `anchor` alone refuses a server's certificate in a real TLS handshake; undefined where it takes it. */
export async function refusalOf({ pem, key }: Issued, anchor: string): Promise<string | undefined> {
  const server = createServer({ cert: pem, key: readFileSync(key) });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  // As Envoy has it, an anchor need not be signed by itself.
  const trust = { ca: anchor, allowPartialTrustChain: true, rejectUnauthorized: false, checkServerIdentity: () => undefined };
  const client = connect({ port, host: "127.0.0.1", ...trust });
  await once(client, "secureConnect");
  const { authorizationError } = client;
  client.destroy();
  server.close();
  return authorizationError ? String(authorizationError) : undefined;
}
