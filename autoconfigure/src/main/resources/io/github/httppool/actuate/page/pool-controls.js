// What a person may change at run time, if the endpoint's access allows it.

import { card, element, keyed, setData, setText } from './dom.js';
import { count, counted } from './format.js';

const RUNNING = 'running';
const WIRE_LOG_TIME = 'PT1M';

export class PoolControls {

	constructor(endpoint, changed) {
		this.endpoint = endpoint;
		this.changed = changed;
		this.limit = element('input', { type: 'number', min: '1', required: '' });
		this.resizeButton = element('button', { type: 'submit' }, 'Resize');
		this.evictButton = element('button', { type: 'button' }, 'Close idle connections');
		this.drainButton = element('button', { type: 'button' });
		this.wireLogHost = element('select', {});
		this.wireLogButton = element('button', { type: 'button' }, 'for a minute');
		this.form = element('form', { 'class': 'hp-controls' }, element('label', {}, 'Connections per host ', this.limit),
			this.resizeButton, this.evictButton, this.drainButton, element('label', {}, 'Wire log of ', this.wireLogHost), this.wireLogButton);
		this.message = element('p', { 'class': 'hp-message', role: 'status' });
		this.element = card('Change', this.form, this.message);
		this.wire();
	}

	wire() {
		this.form.addEventListener('submit', (event) => {
			event.preventDefault();
			this.attempt(() => this.resize(this.limit.valueAsNumber));
		});
		this.evictButton.addEventListener('click', () => this.attempt(() => this.evict()));
		this.drainButton.addEventListener('click', (event) => this.turnOrAsk(event));
		this.drainButton.addEventListener('blur', () => this.ask(false));
		this.wireLogButton.addEventListener('click', () => this.attempt(() => this.logWire()));
	}

	update(name, pool) {
		if (name !== this.name) {
			this.name = name;
			this.limit.value = '';
			setText(this.message, '');
			this.asking = false;
		}
		this.pool = pool;
		this.limit.placeholder = pool.maxConnections;
		this.labelDrainButton();
		keyed(this.wireLogHost, ['', ...(pool.hosts ?? []).map(({ host }) => host)], (host) => host,
			(host) => element('option', { value: host }, host || 'all hosts'), () => {});
	}

	// A click too many must not stop the calls of a pool, so they are stopped by a second one; not by a double click.
	turnOrAsk({ detail: clicks }) {
		if (this.pool.state !== RUNNING) {
			this.attempt(() => this.turn(RUNNING));
		}
		else if (!this.asking) {
			this.ask(true);
		}
		else if (clicks < 2) {
			this.ask(false);
			this.attempt(() => this.turn('drained'));
		}
	}

	ask(asking) {
		this.asking = asking;
		this.labelDrainButton();
	}

	labelDrainButton() {
		const drains = this.pool.state === RUNNING;
		const asks = drains && this.asking;
		setText(this.drainButton, asks ? `Drain ${this.name}: refuse all calls?` : drains ? 'Drain' : 'Resume');
		setData(this.drainButton, 'level', asks ? 'CRITICAL' : undefined);
	}

	async attempt(action) {
		try {
			setText(this.message, await action());
			setData(this.message, 'level', undefined);
		}
		catch (error) {
			setText(this.message, error.message);
			setData(this.message, 'level', 'CRITICAL');
		}
		this.changed();
	}

	async resize(maxConnections) {
		await this.endpoint.change(this.name, { maxConnections });
		this.limit.value = '';
		return `Pool ${this.name} may now open ${counted(maxConnections, 'connection')} to each host.`;
	}

	async evict() {
		const { evicted } = await this.endpoint.evictIdle(this.name);
		return `Closed ${count(evicted)} idle ${evicted === 1 ? 'connection' : 'connections'} of pool ${this.name}.`;
	}

	async turn(wanted) {
		const { state } = await this.endpoint.change(this.name, { state: wanted });
		return `Pool ${this.name} is ${state}.`;
	}

	async logWire() {
		const host = this.wireLogHost.value;
		await this.endpoint.change(this.name, { wireLog: WIRE_LOG_TIME, ...(host && { host }) });
		return `The next minute of pool ${this.name}${host && ` with ${host}`} is written to logger io.github.httppool.wire.`;
	}

}
