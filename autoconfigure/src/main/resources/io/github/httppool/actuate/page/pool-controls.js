// What a person may change at run time, if the endpoint's access allows it.

import { card, element, setData, setText } from './dom.js';
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
		this.wireLogButton = element('button', { type: 'button' }, 'Wire log for a minute');
		this.form = element('form', { 'class': 'hp-controls' }, element('label', {}, 'Connections per host ', this.limit),
			this.resizeButton, this.evictButton, this.drainButton, this.wireLogButton);
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
		this.drainButton.addEventListener('click', () => this.attempt(() => this.turn()));
		this.wireLogButton.addEventListener('click', () => this.attempt(() => this.logWire()));
	}

	update(name, pool) {
		if (name !== this.name) {
			this.name = name;
			this.limit.value = '';
			setText(this.message, '');
		}
		this.pool = pool;
		this.limit.placeholder = pool.maxConnections;
		setText(this.drainButton, pool.state === RUNNING ? 'Drain' : 'Resume');
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

	async turn() {
		const { state } = await this.endpoint.change(this.name, { state: this.pool.state === RUNNING ? 'drained' : RUNNING });
		return `Pool ${this.name} is ${state}.`;
	}

	async logWire() {
		await this.endpoint.change(this.name, { wireLog: WIRE_LOG_TIME });
		return `The next minute of pool ${this.name} is written to logger io.github.httppool.wire.`;
	}

}
