import { html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { LightElement } from '../../pages/shared/light-element';
import { nameOf } from '../account';
import type { Device } from '../device';
import { Following, Ticking } from './following';

const TIME = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit' });

const STATUS = { unsent: 'not sent', sent: 'sent', accepted: 'taken, outcome to come', 'dead-lettered': 'with an operator' };

/** How a device's sync stands: a word, the queue, the next try, the last sync. */
@customElement('sync-line')
export class SyncLine extends LightElement {
  @property({ attribute: false }) device!: Device;
  readonly following = new Following(this, () => this.device);
  readonly ticking = new Ticking(this, () => this.#left > 0);

  get #left(): number {
    return Math.max(0, (this.device.state?.nextRetryTime ?? 0) - Date.now());
  }

  protected override render() {
    const { state } = this.device;
    if (!state) return nothing;
    const { queue, lastSyncTime, progress, failureCount, nextRetryTime } = state;
    const [level, word] = this.#verdict();
    return html`
      <div class="sync">
        <div class="sync-top">
          <span class="pill" data-level=${level} role="status"><span class="dot" aria-hidden="true"></span>${word}</span>
          <button type="button" class="button plain small" ?disabled=${!this.device.on} @click=${() => void this.device.syncNow()}>Sync now</button>
        </div>
        <dl class="facts">
          <div><dt>Waiting</dt><dd data-fact="queue">${queue.length}</dd></div>
          <div><dt>Next try</dt><dd data-fact="retry">${nextRetryTime ? `${Math.ceil(this.#left / 1_000)} s` : '–'}${failureCount > 1 ? html` <small>${failureCount} failed</small>` : nothing}</dd></div>
          <div><dt>Last sync</dt><dd data-fact="last">${lastSyncTime ? TIME.format(lastSyncTime) : 'never'}</dd></div>
        </dl>
        <details class="queue">
          <summary>Queue</summary>
          ${queue.length
            ? html`<ol>${queue.map((change) => html`<li><span>${nameOf(change)}${change.after ? ', after the one before' : ''}</span><span>${STATUS[change.status]}</span></li>`)}</ol>`
            : html`<p>Empty: everything has its outcome.</p>`}
        </details>
        ${progress && progress.total ? html`<progress max=${progress.total} .value=${progress.done} aria-label="Handed over">${progress.done} of ${progress.total}</progress>` : html`<div class="no-progress"></div>`}
      </div>
    `;
  }

  #verdict(): [string, string] {
    const { isSyncing, waiting, progress, streaming, lastSyncTime, error, queue } = this.device.state!;
    if (!this.device.on) return ['unknown', 'Offline'];
    if (isSyncing && progress?.total) return ['busy', `Syncing, ${progress.done} of ${progress.total}`];
    if (waiting === 'token') return ['warn', 'Waiting for a token'];
    if (waiting === 'quota') return ['bad', 'Storage full'];
    if (waiting === 'user') return ['bad', 'Another user\'s token'];
    if (waiting === 'database') return ['bad', 'Database lost: reload the page'];
    if (waiting === 'offline') return ['unknown', 'No network'];
    if (waiting === 'retry' && error) return ['warn', 'Trying again'];
    if (queue.some(({ status }) => status === 'accepted')) return ['busy', 'Taken, outcome to come'];
    if (streaming) return ['good', 'Live'];
    return lastSyncTime ? ['good', 'Online'] : ['busy', 'Connecting'];
  }
}
