// Reads the endpoint, the traffic and the state of the inventory once a second and draws them.

import { readInventory, readPool, readPools, readTraffic } from './api.js';
import { setText } from './dom.js';
import { History } from './history.js';
import { clearInventory, drawInventory, wireInventory } from './inventory.js';
import { clearLeaks, drawLeaks, wireLeaks } from './leaks.js';
import { Plot } from './plot.js';
import { clearPools, drawPools } from './pools.js';
import { Rates } from './rates.js';
import { clearSides, drawSides } from './sides.js';
import { clearTraffic, drawTraffic, wireTraffic } from './traffic.js';

const PERIOD_MILLIS = 1000;
const POOLS = ['default', 'inventory', 'payment'];

const connections = new History();
const calls = new History();

const connectionsPlot = new Plot(document.getElementById('connections-plot'), document.getElementById('connections-legend'), [
	{ name: 'active', label: 'active', stacked: true },
	{ name: 'idle', label: 'idle', stacked: true },
	{ name: 'connecting', label: 'connecting', stacked: true },
	{ name: 'pending', label: 'pending' }
]);
const callsPlot = new Plot(document.getElementById('calls-plot'), document.getElementById('calls-legend'), [
	...POOLS.map((name) => ({ name, label: name })),
	{ name: 'failed', label: 'failed, on any' }
]);

const rates = new Rates();

let upstreams = new Map();
let flows = [];

// What the page was last drawn from; null while the endpoint cannot be read.
window.httppoolSnapshot = null;

wireTraffic();
wireInventory();
wireLeaks();
poll();

async function poll() {
	const started = performance.now();
	try {
		await refresh();
	}
	catch (error) {
		console.error(error);
		showStatus('unreachable', 'answer not understood', error.message);
	}
	setTimeout(poll, Math.max(0, PERIOD_MILLIS - (performance.now() - started)));
}

async function refresh() {
	const [traffic, pools, inventory] = await Promise.allSettled([readTraffic(), readPools(), readInventory()]);
	const details = await readLeaking(pools.value?.pools ?? {});
	const now = Date.now();
	showTraffic(traffic, now);
	showPools(pools, details, now);
	showInventory(inventory);
	showOutcome(pools.reason, traffic.reason);
}

// The pools that have found leaks, with the places these come from.
async function readLeaking(pools) {
	const names = Object.keys(pools).filter((name) => Object.values(pools[name].leaks ?? {}).some((leaks) => leaks > 0));
	const read = await Promise.allSettled(names.map(readPool));
	return Object.fromEntries(names.map((name, index) => [name, read[index].value ?? {}]));
}

function showPools({ value: snapshot }, details, now) {
	window.httppoolSnapshot = snapshot ?? null;
	if (snapshot) {
		const { active = 0, idle = 0, connecting = 0, pending = 0 } = snapshot.totals ?? {};
		connections.add({ at: now, active, idle, connecting, pending });
		drawPools(snapshot, upstreams);
		drawSides(snapshot.pools ?? {}, flows);
		drawLeaks(snapshot, details);
	}
	else {
		connections.add({ at: now, gap: true });
		clearPools();
		clearSides();
		clearLeaks();
	}
	connectionsPlot.draw(connections, now);
}

function showTraffic({ value: traffic }, now) {
	if (traffic) {
		upstreams = new Map(traffic.flows.map((flow) => [new URL(flow.uri).host, flow.upstream]));
		flows = rates.of(traffic.flows, now);
		addCalls(now);
		drawTraffic(traffic);
	}
	else {
		flows = [];
		rates.forget();
		calls.add({ at: now, gap: true });
		clearTraffic();
	}
	callsPlot.draw(calls, now);
}

function addCalls(now) {
	const known = flows.filter(({ okRate }) => okRate !== undefined);
	if (known.length > 0) {
		const byPool = POOLS.map((name) => [name, sum(known.filter(({ pool }) => pool === name), 'okRate')]);
		calls.add({ at: now, ...Object.fromEntries(byPool), failed: sum(known, 'failedRate') });
	}
}

const sum = (flows, rate) => flows.reduce((total, flow) => total + flow[rate], 0);

function showInventory({ value: inventory }) {
	if (inventory) {
		drawInventory(inventory);
	}
	else {
		clearInventory();
	}
}

function showOutcome(poolsFailure, trafficFailure) {
	if (poolsFailure) {
		showStatus('unreachable', 'endpoint not reachable', poolsFailure.message);
	}
	else if (trafficFailure) {
		showStatus('unreachable', 'traffic not reachable', trafficFailure.message);
	}
	else {
		showStatus('live', 'live');
	}
}

function showStatus(state, text, title = '') {
	const status = document.getElementById('status');
	status.dataset.state = state;
	status.title = title;
	setText(status, text);
}
