// Where leaked responses come from.

import { card, element, setData } from './dom.js';
import { clock, count, counted, durationMillis, shortSite } from './format.js';
import { Table, createTwoLines, setTwoLines } from './table.js';

const STATES = {
	suspected: 'the call lasts long, and may still end',
	confirmed: 'nobody can read or close the response any more',
	reclaimed: 'the pool has taken the connection back'
};

const LEVELS = { suspected: 'WARNING', confirmed: 'CRITICAL' };

// A place in the code, short enough to be read and whole for those who search for it.
function updateSite(cell, callSite) {
	const short = shortSite(callSite);
	setTwoLines(cell, short, short === callSite ? '' : callSite);
}

export class PoolLeaks {

	constructor() {
		this.table = new Table('Call sites that leak', [
			{ label: 'Call site', kind: 'main', create: createTwoLines, update: (cell, { callSite }) => updateSite(cell, callSite) },
			{ label: 'State', create: createTwoLines, update: updateState },
			{ label: 'Count', kind: 'number', value: (site) => count(site.count) },
			{ label: 'Last seen', kind: 'number', value: (site) => clock(site.lastSeen) }
		], ({ callSite }) => callSite);
		this.none = element('p', { 'class': 'hp-note' }, 'No call has lost its response.');
		this.element = card('Leaks', this.table.element, this.none);
	}

	update(pool) {
		const sites = pool.leaks?.sites ?? [];
		this.table.update(sites.map((site) => ({ ...site, held: heldFrom(site, pool), recent: isRecent(site, pool) })));
		this.none.hidden = sites.length > 0;
	}

}

// How many connections the calls of a site have had for so long that they count as leaks.
function heldFrom({ callSite }, { connections = [], settings }) {
	const threshold = durationMillis(settings?.leakDetection?.threshold);
	return connections.filter((connection) => connection.state === 'active' && connection.callSite === callSite && connection.leasedMillis >= threshold).length;
}

// Whether leaks of a site were found within the last minute. The server's clock says when, and the browser's may be another:
// if any was found, then at the site that comes first, and at those of about the same time.
function isRecent({ state, lastSeen }, { leaks, recent }) {
	return recent?.leaks?.[state] > 0 && Date.parse(leaks.sites[0].lastSeen) - Date.parse(lastSeen) < durationMillis(recent.window);
}

function updateState(cell, { state, held, recent }) {
	setTwoLines(cell, state, held > 0 ? `${counted(held, 'connection')} still held` : STATES[state]);
	setData(cell.firstChild, 'level', held > 0 || recent ? LEVELS[state] : undefined);
}
