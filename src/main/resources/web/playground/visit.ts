import { newId } from '/syncline/client.js';
import { Device, type Person } from './device';
import { seed } from './model';

const TENANT = 'syncline.playground.tenant';
const SEEDED = 'syncline.playground.seeded';

const ALICE: Person = { id: 'alice', name: 'Alice', device: 'Laptop' };
const BOB: Person = { id: 'bob', name: 'Bob', device: 'Phone' };

/** What one visitor sees: a tenant of his own, so that visitors do not meet, and the two devices in it. */
export class Visit {
  readonly devices: readonly [Device, Device];

  private constructor(tenant: string) {
    this.devices = [new Device(ALICE, BOB, tenant), new Device(BOB, ALICE, tenant)];
  }

  /** The one begun before, in this or another tab, or a new one. */
  static async begin(): Promise<Visit> {
    let tenant = localStorage.getItem(TENANT);
    if (!tenant) localStorage.setItem(TENANT, (tenant = `visitor-${newId()}`));
    const visit = new Visit(tenant);
    await Promise.all(visit.devices.map((device) => device.open()));
    if (localStorage.getItem(SEEDED) !== tenant) {
      localStorage.setItem(SEEDED, tenant);
      await seed(visit.devices[0].create, Date.now());
    }
    return visit;
  }

  /** Forgets all of it; what begins next is new. */
  async end(): Promise<void> {
    localStorage.removeItem(TENANT);
    localStorage.removeItem(SEEDED);
    await Promise.all(this.devices.map((device) => device.close()));
    // Not waited for: another tab may hold it open still.
    this.devices.forEach(({ database }) => indexedDB.deleteDatabase(database));
  }
}
