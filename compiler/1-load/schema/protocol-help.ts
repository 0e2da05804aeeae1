/** Words for what a service speaks, by the advice that is right for them. In lower case, without blanks, `_`, `-`, `/` and `.`. */
const ADVICE: readonly (readonly [words: readonly string[], advice: string])[] = [
  [
    ["https", "https1", "https11", "https2", "tls", "mtls", "ssl", "tcps", "tcptls", "wss", "grpcs", "grpctls", "grpcssl", "h2tls"],
    "write `tcp`: it passes the TLS on that the service speaks itself; where the pods speak without TLS and Istio encrypts, name what they speak: `http`, `http2` or `grpc`",
  ],
  [
    ["ldaps", "amqps", "rediss", "mqtts", "smtps", "imaps", "ftps", "sftp", "dot"],
    "write `tcp`: it passes the TLS on that the service speaks itself",
  ],
  [["http1", "http10", "http11", "rest", "restful", "graphql", "soap", "json", "jsonrpc", "xml", "odata"], "write `http`"],
  [["ws", "websocket", "websockets"], "write `http`: a WebSocket begins as a GET over HTTP/1.1, which is upgraded"],
  [["sse", "eventstream"], "write `http`: events come as one long answer"],
  [
    ["grpcweb", "connect", "connectrpc", "twirp"],
    "write `http`: it comes as POST over HTTP, for example `methods: [POST], paths: [/package.Service/*]`",
  ],
  [["http2", "h2", "h2c", "http20"], "write `http2`"],
  [
    ["http3", "h3", "quic", "https3"],
    "a federation carries TCP, and this runs over UDP; write `http` or `http2` if the service speaks that too",
  ],
  [["udp", "sctp", "dtls", "icmp", "ip", "rtp", "coap"], "a federation carries TCP alone, as Istio does: such a service cannot be shared"],
  [["dns"], "write `tcp` for DNS over TCP; a federation carries no UDP"],
];

/** Protocols on top of TCP that Istio or a reader has a name for, and a federation has not. */
const OVER_TCP: ReadonlySet<string> = new Set(
  `amqp cassandra clickhouse cockroachdb couchbase cql database db dubbo elasticsearch etcd ftp imap jdbc kafka ldap mariadb memcache memcached
   mongo mongodb mqtt mssql mysql nats nfs oracle postgres postgresql pulsar rabbitmq redis rtmp rtsp sip smb smtp sql ssh stomp telnet thrift
   xmpp zookeeper socket sockets stream raw plain`.split(/\s+/),
);

/** What to write instead of a word that is no `protocol` of a federation; undefined where it is not known. */
export function protocolHelp(written: string): string | undefined {
  const word = written.toLowerCase().replaceAll(/[\s_\-/.:+]/g, "");
  const [, advice] = ADVICE.find(([words]) => words.includes(word)) ?? [];
  if (advice !== undefined) return advice;
  return OVER_TCP.has(word) ? "write `tcp`: the federation passes its bytes on and does not look into them" : undefined;
}
