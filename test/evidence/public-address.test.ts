import { isPublicAddress, literalAddress } from "../../src/evidence/public-address.ts";

const FORBIDDEN = [
  // IPv4: this network, private, shared, loopback, link-local with the metadata service.
  "0.0.0.0",
  "0.1.2.3",
  "10.0.0.1",
  "10.255.255.255",
  "172.16.0.1",
  "172.31.255.255",
  "192.168.0.1",
  "100.64.0.1",
  "100.127.255.255",
  "127.0.0.1",
  "127.255.255.254",
  "169.254.169.254",
  "169.254.0.1",
  // Protocol assignments, documentation, 6to4 relays, benchmarking, multicast, reserved, broadcast.
  "192.0.0.1",
  "192.0.0.170",
  "192.0.2.1",
  "192.88.99.1",
  "198.18.0.1",
  "198.19.255.255",
  "198.51.100.7",
  "203.0.113.9",
  "224.0.0.1",
  "239.255.255.255",
  "240.0.0.1",
  "255.255.255.254",
  "255.255.255.255",
  // IPv6: unspecified, loopback, IPv4-compatible, mapped, translated.
  "::",
  "::1",
  "::7f00:1",
  "::127.0.0.1",
  "::8.8.8.8",
  "::ffff:127.0.0.1",
  "::ffff:7f00:1",
  "::ffff:8.8.8.8",
  "::ffff:0:7f00:1",
  "::ffff:0:8.8.8.8",
  // NAT64 around a private address, and its local-use prefix whatever is inside.
  "64:ff9b::7f00:1",
  "64:ff9b::169.254.169.254",
  "64:ff9b::a00:1",
  "64:ff9b:1::808:808",
  "64:ff9b:1:7f00:0:100::",
  // Discard, ULA, link-local, site-local, multicast, documentation, 6to4, Teredo, ORCHID, benchmarking.
  "100::1",
  "fc00::1",
  "fd12:3456:789a::1",
  "fd00:ec2::254",
  "fe80::1",
  "febf::1",
  "fec0::1",
  "feff::1",
  "ff02::1",
  "ff0e::1",
  "2001:db8::1",
  "3fff::1",
  "2002:7f00:1::",
  "2002:808:808::1",
  "2001::1",
  "2001:0:4136:e378::1",
  "2001:10::1",
  "2001:20::1",
  "2001:2::1",
  // ISATAP, unassigned space, and what is no address in canonical form.
  "2a00:1450::5efe:7f00:1",
  "2a00:1450::200:5efe:a00:1",
  "4000::1",
  "8000::1",
  "fe80::1%eth0",
  "2a00:1450::1%1",
  "127.1",
  "0x7f.0.0.1",
  "0177.0.0.1",
  "2130706433",
  "010.8.8.8",
  "8.8.8.8.8",
  "8.8.8",
  "",
  "localhost",
  " 8.8.8.8",
  "8.8.8.8\n",
  "[2a00:1450::1]",
];

test.each(FORBIDDEN)("%s is not public", (ip) => {
  expect(isPublicAddress(ip)).toBe(false);
});

test.each([
  "8.8.8.8",
  "1.1.1.1",
  "140.82.121.4",
  "100.63.255.255",
  "100.128.0.1",
  "172.15.255.255",
  "172.32.0.1",
  "169.253.0.1",
  "198.17.0.1",
  "223.255.255.254",
  "2a00:1450:4001:82a::200e",
  "2606:4700::1111",
  "2620:1ec:bdf::1",
  "64:ff9b::808:808",
  "64:ff9b::140.82.121.4",
])("%s is public", (ip) => {
  expect(isPublicAddress(ip)).toBe(true);
});

test.each([
  ["2130706433", "127.0.0.1"],
  ["0x7f000001", "127.0.0.1"],
  ["0x7f.1", "127.0.0.1"],
  ["0177.0.0.1", "127.0.0.1"],
  ["127.1", "127.0.0.1"],
  ["127.0.0.1.", "127.0.0.1"],
  ["0", "0.0.0.0"],
  ["0xa9fea9fe", "169.254.169.254"],
  ["①②⑦.0.0.1", "127.0.0.1"],
  ["127。0。0。1", "127.0.0.1"],
  ["[::ffff:127.0.0.1]", "::ffff:7f00:1"],
  ["[::1]", "::1"],
  ["::1", "::1"],
  ["8.8.8.8", "8.8.8.8"],
])("the host %s is the address %s", (host, address) => {
  expect(literalAddress(host)).toBe(address);
});

test.each(["example.com", "1.2.3.4.5", "256.1.1.1", "a b", "127.0.0.1.example.com", ""])(
  "the host %s is none",
  (host) => {
    expect(literalAddress(host)).toBeUndefined();
  },
);
