/** Names of protocols, each group with advice. In lower case, without blanks, `_`, `-`, `/` and `.`. */
const ADVICE = [
  {
    words: "https https1 https11 https2 tls mtls ssl tcps tcptls wss grpcs grpctls grpcssl h2tls",
    advice:
      "write `tcp`: it passes the TLS on that the service speaks itself; where the pods speak without TLS and Istio encrypts, name what they speak: `http`, `http2` or `grpc`",
  },
  {
    words: "ldaps amqps rediss mqtts smtps imaps ftps sftp dot",
    advice: "write `tcp`: it passes the TLS on that the service speaks itself",
  },
  { words: "http1 http10 http11 rest restful graphql soap json jsonrpc xml odata", advice: "write `http`" },
  { words: "ws websocket websockets", advice: "write `http`: a WebSocket begins as a GET over HTTP/1.1, which is upgraded" },
  { words: "sse eventstream", advice: "write `http`: events come as one long answer" },
  {
    words: "grpcweb connect connectrpc twirp",
    advice: "write `http`: it comes as POST over HTTP, for example `methods: [POST], paths: [/package.Service/*]`",
  },
  { words: "http2 h2 h2c http20", advice: "write `http2`" },
  {
    words: "http3 h3 quic https3",
    advice: "a federation carries TCP, and this runs over UDP; write `http` or `http2` if the service speaks that too",
  },
  { words: "udp sctp dtls icmp ip rtp coap", advice: "a federation carries TCP alone, as Istio does: such a service cannot be shared" },
  { words: "dns", advice: "write `tcp` for DNS over TCP; a federation carries no UDP" },
];

/** Protocols on top of TCP that have no name of their own in a federation. */
const OVER_TCP: ReadonlySet<string> = new Set(
  `amqp cassandra clickhouse cockroachdb couchbase cql database db dubbo elasticsearch etcd ftp imap jdbc kafka ldap mariadb memcache memcached
   mongo mongodb mqtt mssql mysql nats nfs oracle postgres postgresql pulsar rabbitmq redis rtmp rtsp sip smb smtp sql ssh stomp telnet thrift
   xmpp zookeeper socket sockets stream raw plain`.split(/\s+/),
);

/** Advice for a word that is not a `protocol` of a federation; undefined if the word is unknown. */
export function protocolHelp(written: string): string | undefined {
  const word = written.toLowerCase().replaceAll(/[\s_\-/.:+]/g, "");
  const advice = ADVICE.find(({ words }) => words.split(" ").includes(word))?.advice;
  if (advice !== undefined) return advice;
  return OVER_TCP.has(word) ? "write `tcp`: the federation passes its bytes on and does not look into them" : undefined;
}
