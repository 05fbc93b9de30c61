// All connections of a pool, for those who open them.

import { element, setText } from './dom.js';
import { count, counted, hostLabel, millis, shortSite } from './format.js';
import { Table } from './table.js';

export class PoolConnections {

	constructor() {
		this.table = new Table('Connections, oldest first', [
			{ label: 'Connection', kind: 'number', value: ({ id }) => id },
			{ label: 'Host', kind: 'host', value: ({ host }) => hostLabel(host, this.pool, this.names) },
			{ label: 'State', value: ({ state }) => state },
			{ label: 'Protocol', value: ({ protocol, tls }) => [protocol, tls ? 'TLS' : undefined].filter(Boolean).join(', ') },
			{ label: 'Age', kind: 'number', value: ({ ageMillis }) => millis(ageMillis) },
			{ label: 'Held or idle for', kind: 'number', value: ({ state, leasedMillis, idleMillis }) => millis(state === 'active' ? leasedMillis : idleMillis) },
			{ label: 'Calls', kind: 'number', value: ({ requests }) => count(requests) },
			{ label: 'Call under way', kind: 'main', value: ({ request, callSite }) => [request, callSite && `at ${shortSite(callSite)}`].filter(Boolean).join(' ') },
			{ label: 'Local port', kind: 'number', value: ({ localPort }) => localPort ?? '' },
			{ label: 'Socket', value: ({ socketState }) => socketState ?? '' }
		], ({ id }) => id);
		this.note = element('p', { 'class': 'hp-note' });
		this.title = element('summary');
		this.element = element('details', { 'class': 'hp-card' }, this.title, this.table.element, this.note);
		this.element.addEventListener('toggle', () => this.draw());
	}

	update(pool, names) {
		this.pool = pool;
		this.names = names;
		this.element.hidden = !pool.connections;
		setText(this.title, `All connections (${count((pool.connections ?? []).length + (pool.connectionsOmitted ?? 0))})`);
		this.draw();
	}

	// Hundreds of rows are drawn only for those who look at them.
	draw() {
		if (this.element.open) {
			this.table.update(this.pool.connections ?? []);
			setText(this.note, this.pool.connectionsOmitted > 0 ? `and ${counted(this.pool.connectionsOmitted, 'connection')} more` : '');
		}
	}

}
