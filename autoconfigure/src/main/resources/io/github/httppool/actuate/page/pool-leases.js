// Which calls have held a connection for longest right now.

import { card, element, setText } from './dom.js';
import { counted, hostLabel, millis, shortSite } from './format.js';
import { Table, createTwoLines, setTwoLines } from './table.js';

const MAX_LEASES = 8;

export class PoolLeases {

	constructor() {
		this.table = new Table('Calls that have held a connection for longest', [
			{ label: 'Call', kind: 'main', create: createTwoLines, update: (cell, lease) => updateCall(cell, lease) },
			{ label: 'Host', kind: 'host', value: ({ host }) => hostLabel(host, this.pool, this.names) },
			{ label: 'Held for', kind: 'number', value: ({ leasedMillis }) => millis(leasedMillis) },
			{ label: 'Socket', value: ({ socketState }) => socketState ?? '' }
		], ({ id }) => id);
		this.note = element('p', { 'class': 'hp-note' });
		this.element = card('Oldest calls under way', this.table.element, this.note);
	}

	update(pool, names) {
		this.pool = pool;
		this.names = names;
		const leases = (pool.connections ?? []).filter(({ state }) => state === 'active').sort((one, other) => other.leasedMillis - one.leasedMillis);
		this.table.update(leases.slice(0, MAX_LEASES));
		setText(this.note, leases.length === 0 ? 'No call has a connection.' : moreThan(leases.length));
	}

}

function moreThan(leases) {
	return leases > MAX_LEASES ? `and ${counted(leases - MAX_LEASES, 'call')} more, younger` : '';
}

function updateCall(cell, { request, callSite }) {
	setTwoLines(cell, request ?? 'connection in use', callSite ? `at ${shortSite(callSite)}` : '');
	cell.lastChild.title = callSite ?? '';
}
