import { crc32, deflateRawSync } from 'node:zlib';

/** An entry of a zip archive; what is set besides name and content is written as it is, true or not. */
export interface ZipEntry {
  readonly name: string;
  readonly content?: Buffer | string;
  readonly method?: number;
  readonly flags?: number;
  readonly statedSize?: number;
  readonly statedCrc?: number;
}

const UTF8 = 0x0800;

/** Writes a zip archive (https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, 4.3). */
export function buildZip(entries: readonly ZipEntry[], statedCount = entries.length): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content = '', method = 8, flags = 0, statedSize, statedCrc } of entries) {
    const raw = Buffer.from(content);
    const data = method === 8 ? deflateRawSync(raw) : raw;
    const nameBytes = Buffer.from(name);
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(flags | UTF8, 2);
    fields.writeUInt16LE(method, 4);
    fields.writeUInt32LE(statedCrc ?? crc32(raw), 10);
    fields.writeUInt32LE(data.length, 14);
    fields.writeUInt32LE(statedSize ?? raw.length, 18);
    fields.writeUInt16LE(nameBytes.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), fields, nameBytes, data]);
    const central = Buffer.alloc(14);
    central.writeUInt32LE(offset, 10);
    directory.push(Buffer.from('PK\x01\x02\x14\x00', 'latin1'), fields, central, nameBytes);
    parts.push(local);
    offset += local.length;
  }
  const listing = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(statedCount, 8);
  end.writeUInt16LE(statedCount, 10);
  end.writeUInt32LE(listing.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, listing, end]);
}

/** A saved plan with these modules: files by name, by key; the folder of a module is its key, of the root module `.`. */
export function buildPlan(
  modules: Readonly<Record<string, Readonly<Record<string, string>>>>,
  records: readonly object[] = Object.keys(modules).map((key) => ({
    Key: key,
    ...(key === '' ? { Dir: '.' } : { Source: `./${key}`, Dir: key }),
  })),
): Buffer {
  return buildZip([
    { name: 'tfplan', content: 'plan' },
    ...Object.entries(modules).flatMap(([key, files]) =>
      Object.entries(files).map(([name, content]) => ({ name: `tfconfig/m-${key}/${name}`, content })),
    ),
    { name: 'tfconfig/modules.json', content: JSON.stringify(records) },
  ]);
}
