// Makes names below localhost, such as those of buckets, mean this machine: not every system's resolver does.
import dns from 'node:dns';

const { lookup } = dns;
dns.lookup = (host, options, done) => lookup(/(?:^|\.)localhost$/.test(host) ? '127.0.0.1' : host, options, done);
