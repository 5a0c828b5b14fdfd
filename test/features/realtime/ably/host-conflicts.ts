/** Options of hosts that say two things at once, by clause: over the realtime protocol and over HTTP alike. */
export const hostConflicts = [
  { clause: "REC1b1", options: { endpoint: "test", environment: "production" } },
  { clause: "REC1b1", options: { endpoint: "test", restHost: "custom.host.com" } },
  { clause: "REC1b1", options: { endpoint: "test", realtimeHost: "custom.realtime.com" } },
  { clause: "REC1b1", options: { endpoint: "test", fallbackHostsUseDefault: true } },
  { clause: "REC1c1", options: { environment: "sandbox", restHost: "custom.host.com" } },
  { clause: "REC1c1", options: { environment: "sandbox", realtimeHost: "custom.realtime.com" } },
  { clause: "REC2a1", options: { fallbackHosts: ["fb1.example.com"], fallbackHostsUseDefault: true } },
];
