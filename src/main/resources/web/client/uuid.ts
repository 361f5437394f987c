const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0');

let last = 0;
let count = 0;

/** A UUID of version 7; those of one page ascend, also within a millisecond. */
export function newId(now: number = Date.now()): string {
  const bytes = crypto.getRandomValues(new Uint16Array(5));
  if (now > last) {
    last = now;
    count = bytes[4]! & 0x7ff;
  } else if (++count > 0xfff) {
    last++;
    count = 0;
  }
  const time = hex(last, 12);
  const rest = [...bytes.subarray(0, 4)].map((part) => hex(part, 4));
  const variant = hex((bytes[0]! & 0x3fff) | 0x8000, 4);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${hex(count, 3)}-${variant}-${rest.slice(1).join('')}`;
}
