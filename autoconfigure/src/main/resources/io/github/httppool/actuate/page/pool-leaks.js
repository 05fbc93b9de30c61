// Where leaked responses come from, and what holds connections for longest right now.

import { card, element, setData, setText } from './dom.js';
import { clock, count, counted, hostLabel, millis, shortSite } from './format.js';
import { Table } from './table.js';

const MAX_LEASES = 8;

const STATES = {
	suspected: ['WARNING', 'the call lasts long, and may still end'],
	confirmed: ['CRITICAL', 'nobody can read or close the response any more'],
	reclaimed: [undefined, 'the pool has taken the connection back']
};

// A place in the code, short enough to be read and whole for those who search for it.
function createSite() {
	return element('span', {}, element('span'), element('small'));
}

function updateSite(cell, callSite) {
	const short = shortSite(callSite);
	setText(cell.firstChild, short);
	setText(cell.lastChild, short === callSite ? '' : callSite);
}

export class PoolLeaks {

	constructor() {
		this.table = new Table('Call sites that leak', [
			{ label: 'Call site', kind: 'main', create: createSite, update: (cell, { callSite }) => updateSite(cell, callSite) },
			{ label: 'State', create: createState, update: updateState },
			{ label: 'Count', kind: 'number', value: (site) => count(site.count) },
			{ label: 'Last seen', kind: 'number', value: (site) => clock(site.lastSeen) }
		], ({ callSite }) => callSite);
		this.none = element('p', { 'class': 'hp-note' }, 'No call has lost its response.');
		this.element = card('Leaks', undefined, this.table.element, this.none);
	}

	update({ leaks }) {
		const sites = leaks?.sites ?? [];
		this.table.update(sites);
		this.none.hidden = sites.length > 0;
	}

}

function createState() {
	return element('span', {}, element('span'), element('small'));
}

function updateState(cell, { state }) {
	const [level, text] = STATES[state] ?? [];
	setText(cell.firstChild, state);
	setData(cell.firstChild, 'level', level);
	setText(cell.lastChild, text);
}

export class PoolLeases {

	constructor() {
		this.table = new Table('Calls that have held a connection for longest', [
			{ label: 'Call', kind: 'main', create: createCall, update: (cell, lease) => updateCall(cell, lease) },
			{ label: 'Host', kind: 'host', value: ({ host }) => hostLabel(host, this.pool, this.names) },
			{ label: 'Held for', kind: 'number', value: ({ leasedMillis }) => millis(leasedMillis) },
			{ label: 'Socket', value: ({ socketState }) => socketState ?? '' }
		], ({ id }) => id);
		this.note = element('p', { 'class': 'hp-note' });
		this.element = card('Oldest calls under way', undefined, this.table.element, this.note);
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

function createCall() {
	return element('span', {}, element('span'), element('small'));
}

function updateCall(cell, { request, callSite }) {
	setText(cell.firstChild, request ?? 'connection in use');
	setText(cell.lastChild, callSite ? `at ${shortSite(callSite)}` : '');
	cell.lastChild.title = callSite ?? '';
}
