// The remote hosts of a pool: how much of its limit each uses, who waits, and what is wrong with it.

import { createBar, updateBar } from './bar.js';
import { card, element, setData, setText } from './dom.js';
import { count, counted, duration, durationMillis, hostLabel } from './format.js';
import { Table, createTwoLines, setTwoLines } from './table.js';

export class PoolHosts {

	constructor() {
		this.names = undefined;
		this.table = new Table('Hosts, busiest first', [
			{ label: 'Host', kind: 'main', create: createTwoLines, update: (cell, row) => this.updateName(cell, row) },
			{ label: 'Use', note: 'of the host’s limit', kind: 'wide', create: createBar, update: (bar, { host, held }) => updateBar(bar, host, held) },
			...['active', 'idle', 'connecting', 'pending', 'maxConnections'].map(figureColumn)
		], ({ host }) => host.host);
		this.omitted = element('p', { 'class': 'hp-note' });
		this.element = card('Hosts', this.table.element, this.omitted);
	}

	update(pool, names) {
		this.pool = pool;
		this.names = names;
		this.table.update((pool.hosts ?? []).map((host) => ({ host, held: heldTooLong(pool, host) })));
		setText(this.omitted, this.omittedText(pool));
	}

	omittedText({ hosts = [], hostsOmitted }) {
		if (hosts.length === 0) {
			return 'No host has a connection, or a call that waits for one.';
		}
		return hostsOmitted > 0 ? `and ${counted(hostsOmitted, 'host')} more, less busy` : '';
	}

	updateName(cell, { host, held }) {
		const label = hostLabel(host.host, this.pool, this.names);
		setTwoLines(cell, label, [
			label === host.host ? undefined : host.host, ...troublesOf(host), held > 0 && `${counted(held, 'call')} held one for too long`, ...learned(host)
		].filter(Boolean).join(' · '));
		setData(cell.lastChild, 'level', host.connectFailures ? 'CRITICAL' : undefined);
	}

}

const LABELS = { active: ['In use'], idle: ['Idle'], connecting: ['Opening'], pending: ['Waiting', 'calls'], maxConnections: ['Limit'] };

function figureColumn(name) {
	const [label, note] = LABELS[name];
	return {
		label, note, kind: 'number',
		update: (cell, { host }) => {
			setText(cell, count(host[name]));
			setData(cell, 'figure', name);
			setData(cell, 'level', name === 'pending' && host.pending > 0 ? 'WARNING' : undefined);
		}
	};
}

// How many calls hold a connection for longer than the threshold at which a lease is suspected, as far as they are listed.
function heldTooLong({ connections = [], settings }, { host }) {
	const threshold = durationMillis(settings?.leakDetection?.threshold);
	return threshold ? connections.filter((each) => each.host === host && each.state === 'active' && each.leasedMillis >= threshold).length : 0;
}

function troublesOf({ connectFailures, addresses = [] }) {
	return [
		connectFailures && `cannot be reached: ${counted(connectFailures.attempts, 'attempt')} failed, ${connectFailures.lastError}`,
		...addresses.filter(({ deadSince }) => deadSince).map(({ address }) => `address ${address} is dead`)
	];
}

function learned({ learnedKeepAlive, learnedMaxRequests, minIdle }) {
	return [
		learnedKeepAlive && `server closes after ${duration(learnedKeepAlive)} idle`,
		learnedMaxRequests && `server closes after ${counted(learnedMaxRequests, 'request')}`,
		minIdle > 0 && `${count(minIdle)} kept ready`
	];
}
