/** Fields on which no call that a scenario makes depends, and why. */
export const harmless: readonly (readonly [why: string, what: RegExp])[] = [
  ["heads of objects, and notes for people and tools", /^\w+\.(apiVersion|kind|metadata\.)/],
  ["what a cluster holds, for fedc itself", /^ConfigMap\.data\.(cluster|federation|hostname)$/],
  ["how gateways come to run, and how many: the suite runs one pod of each", /^(Deployment|HorizontalPodAutoscaler|PodDisruptionBudget)\./],
  ["key pairs are issued once, before any fault", /^Certificate\./],
  ["a gateway reads its key pair from istiod, which asks about the right once", /^Role(Binding)?\./],
  ["only a name, or the only value", /^(Gateway\.spec\.servers|Service\.spec\.ports|ServiceEntry\.spec\.ports)\[\]\.name$|\.port\.name$/],
  [
    "how soon and for how long an exposer is left out: no call counts the seconds, and of two exposers one may always be left out",
    /outlierDetection\.(interval|baseEjectionTime|maxEjectionPercent)$|connectTimeout$/,
  ],
  [
    "a connection that fails is tried twice more, so that one call is enough for five errors, too",
    /outlierDetection\.splitExternalLocalOriginErrors$/,
  ],
  [
    "connections that live long: `idle-connections` waits for that, and any values do",
    /\.(idleTimeout|tcpKeepalive\.(time|interval|probes))$/,
  ],
  ["at one port it is written as for all ports", /portLevelSettings\[\]\.outlierDetection\./],
  ["a gateway listens where its Service leads", /^Service\.spec\.ports\[\]\.targetPort$/],
  ["the load balancer's, which the suite's listens at the pods' own ports", /^Service\.spec\.type$/],
  ["the address of a name to which only routes lead", /^ServiceEntry\.spec\.addresses\[\]$/],
  [
    "the DestinationRule says the same",
    /^ServiceEntry\.spec\.(subjectAltNames\[\]|endpoints\[\]\.labels\.security\.istio\.io\/tlsMode|location)$/,
  ],
  ["an address resolves to itself", /^ServiceEntry\.spec\.resolution$/],
  ["the endpoints are spoken to as the rule for them says", /^ServiceEntry\.spec\.ports\[\]\.protocol$/],
  ["the one port that the gateway listens at", /^VirtualService\.spec\.tls\[\]\.match\[\]\.port$/],
];
