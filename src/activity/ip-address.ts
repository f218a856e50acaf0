/** True for the text of an IP address, and not for the name of a service that stands in its place. */
function isIP(text: string | null): boolean {
  return text !== null && (/^\d{1,3}(\.\d{1,3}){3}$/.test(text) || (text.includes(':') && /^[0-9a-f:.]+$/i.test(text)));
}

const PRIVATE = /^(?:10\.|127\.|169\.254\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|f[cd]|fe80:|::1$)/i;

/** True for an address of the internet; what is private reached AWS through an endpoint in a VPC. */
export function isPublicIP(text: string | null): boolean {
  return isIP(text) && !PRIVATE.test(text ?? '');
}
