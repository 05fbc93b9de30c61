// The element <httppool-view>: reads the endpoint every two seconds while somebody looks, and shows what it says.
//
// Attributes: "endpoint", its address relative to the document; "pool", the one shown in detail, or else the one that is
// worst off when the view starts; "writable", if pools may be changed. Properties, to be set before it is attached:
// "start", the JSON to begin with ({ pools, details }); and at any time "names", a Map from host to the name people know.
// Events: "httppool-read" after each reading, with its JSON, and "httppool-choose" when a person chooses a pool.

import { element, setData, setText } from './dom.js';
import { Endpoint } from './endpoint.js';
import { clock } from './format.js';
import { History } from './history.js';
import { Overview } from './overview.js';
import { PoolView } from './pool-view.js';
import { Process } from './process.js';
import { verdictOf, worstFirst } from './verdict.js';

const PERIOD_MILLIS = 2000;
const MAX_HISTORIES = 100;

export class HttpPoolView extends HTMLElement {

	// What is shown: the endpoint's JSON, in which the chosen pool has its details.
	shown = undefined;

	names = undefined;

	histories = new Map();

	connectedCallback() {
		if (!this.endpoint) {
			this.create();
		}
		this.watching = new AbortController();
		document.addEventListener('visibilitychange', () => this.watch(), { signal: this.watching.signal });
		this.watch();
	}

	disconnectedCallback() {
		this.watching.abort();
		this.stop();
	}

	create() {
		this.endpoint = new Endpoint(this.getAttribute('endpoint') ?? '');
		this.chosen = this.getAttribute('pool') ?? undefined;
		this.status = element('p', { 'class': 'hp-status' });
		this.announcer = element('p', { 'class': 'hp-hidden', role: 'status' });
		this.overview = new Overview((name) => this.endpoint.addressOf(name), (name) => this.choose(name));
		this.pool = new PoolView(this.endpoint, this.hasAttribute('writable'), () => this.read());
		this.pool.element.hidden = true;
		this.process = new Process();
		this.process.element.hidden = true;
		this.append(this.status, this.announcer, this.overview.element, this.pool.element, this.process.element);
		if (this.start) {
			this.show(this.start.pools, this.start.details);
		}
	}

	// Nobody looks at a hidden page: it neither reads nor draws.
	watch() {
		this.stop();
		if (document.visibilityState === 'visible') {
			this.read();
		}
	}

	// Whether another reading will be made.
	get isWaiting() {
		return this.timer !== undefined;
	}

	stop() {
		clearTimeout(this.timer);
		this.timer = undefined;
	}

	choose(name) {
		this.chosen = name;
		this.dispatchEvent(new CustomEvent('httppool-choose', { detail: { pool: name } }));
		this.read();
	}

	// Reads now, and again after a while. Of readings that overlap, only the one that began last counts.
	async read() {
		this.stop();
		const reading = this.reading = Symbol('reading');
		try {
			const pools = await this.endpoint.pools();
			const details = await this.readDetails(pools);
			if (reading === this.reading) {
				this.show(pools, details);
			}
		}
		catch (error) {
			if (reading === this.reading) {
				this.showUnreachable(error);
			}
		}
		if (reading === this.reading && this.isConnected && document.visibilityState === 'visible') {
			this.timer = setTimeout(() => this.read(), PERIOD_MILLIS);
		}
	}

	async readDetails({ pools }) {
		const chosen = this.chosenOf(pools);
		return chosen === undefined ? undefined : this.endpoint.pool(chosen);
	}

	chosenOf(pools) {
		if (this.chosen === undefined || !pools[this.chosen]) {
			this.chosen = worstFirst(pools)[0]?.[0];
		}
		return this.chosen;
	}

	show(snapshot, details) {
		const chosen = this.chosenOf(snapshot.pools);
		this.shown = details ? { ...snapshot, pools: { ...snapshot.pools, [chosen]: details } } : snapshot;
		const { pools } = this.shown;
		this.remember(pools);
		this.overview.update(pools, chosen);
		this.process.update(this.shown);
		this.process.element.hidden = false;
		if (details) {
			this.pool.element.hidden = false;
			this.pool.update(chosen, details, this.names, this.histories.get(chosen));
		}
		this.showLive();
		this.dispatchEvent(new CustomEvent('httppool-read', { detail: this.shown }));
	}

	remember(pools) {
		const now = Date.now();
		[...this.histories.keys()].filter((name) => !pools[name]).forEach((name) => this.histories.delete(name));
		Object.entries(pools).slice(0, MAX_HISTORIES).forEach(([name, pool]) => {
			if (!this.histories.has(name)) {
				this.histories.set(name, new History());
			}
			this.histories.get(name).add(now, pool);
		});
	}

	showLive() {
		this.unreachableSince = undefined;
		this.lastRead = Date.now();
		setData(this, 'state', 'live');
		setText(this.status, `Live: read every ${PERIOD_MILLIS / 1000} seconds`);
		const worst = worstFirst(this.shown.pools)[0];
		this.announce(worst ? `Pool ${worst[0]}: ${verdictOf(worst[1]).word}` : 'There are no pools');
	}

	// Read out to those who cannot see the page, and only when something has changed: figures change all the time.
	announce(text) {
		setText(this.announcer, text);
	}

	showUnreachable(error) {
		this.unreachableSince ??= Date.now();
		setData(this, 'state', 'unreachable');
		const reason = error.name === 'TimeoutError' ? 'no answer in time' : error.message;
		const what = this.lastRead ? `What you see is from ${clock(this.lastRead)}.` : '';
		this.announce('No answer from the server');
		setText(this.status, `No answer from the server since ${clock(this.unreachableSince)} (${reason}). ${what}`);
	}

}

customElements.define('httppool-view', HttpPoolView);
