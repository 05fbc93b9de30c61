// Where leaked responses come from.

import { card, element, setData } from './dom.js';
import { clock, count, shortSite } from './format.js';
import { Table, createTwoLines, setTwoLines } from './table.js';

const STATES = {
	suspected: 'the call lasts long, and may still end',
	confirmed: 'nobody can read or close the response any more',
	reclaimed: 'the pool has taken the connection back'
};

// A place in the code, short enough to be read and whole for those who search for it.
function updateSite(cell, callSite) {
	const short = shortSite(callSite);
	setTwoLines(cell, short, short === callSite ? '' : callSite);
}

export class PoolLeaks {

	constructor() {
		this.table = new Table('Call sites that leak', [
			{ label: 'Call site', kind: 'main', create: createTwoLines, update: (cell, { callSite }) => updateSite(cell, callSite) },
			{ label: 'State', create: createTwoLines, update: (cell, site) => updateState(cell, site, this.recent) },
			{ label: 'Count', kind: 'number', value: (site) => count(site.count) },
			{ label: 'Last seen', kind: 'number', value: (site) => clock(site.lastSeen) }
		], ({ callSite }) => callSite);
		this.none = element('p', { 'class': 'hp-note' }, 'No call has lost its response.');
		this.element = card('Leaks', this.table.element, this.none);
	}

	update({ leaks, recent }) {
		this.recent = recent?.leaks;
		const sites = leaks?.sites ?? [];
		this.table.update(sites);
		this.none.hidden = sites.length > 0;
	}

}

// What was confirmed and not taken back still has its connection, however long ago that was.
function updateState(cell, { state }, recent) {
	setTwoLines(cell, state, STATES[state]);
	setData(cell.firstChild, 'level', state === 'confirmed' ? 'CRITICAL' : state === 'suspected' && recent?.suspected !== 0 ? 'WARNING' : undefined);
}
