/** Whether Windows reserves a name for a device: then no file or folder can have it, with any ending, in any case. */
export function isDeviceName(name: string): boolean {
  return /^(?:con|prn|aux|nul|conin\$|conout\$|com[0-9]|lpt[0-9])(?:\.|$)/i.test(name);
}
