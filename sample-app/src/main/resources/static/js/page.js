// Reads the endpoint and the traffic once a second and draws both.

import { readPools, readTraffic } from './api.js';
import { setText } from './dom.js';
import { History } from './history.js';
import { Plot } from './plot.js';
import { clearPools, drawPools } from './pools.js';
import { clearTraffic, drawTraffic, wireTraffic } from './traffic.js';

const PERIOD_MILLIS = 1000;

const connections = new History();
const calls = new History();

const connectionsPlot = new Plot(document.getElementById('connections-plot'), document.getElementById('connections-legend'), [
	{ name: 'active', label: 'active', stacked: true },
	{ name: 'idle', label: 'idle', stacked: true },
	{ name: 'connecting', label: 'connecting', stacked: true },
	{ name: 'pending', label: 'pending' }
]);
const callsPlot = new Plot(document.getElementById('calls-plot'), document.getElementById('calls-legend'), [
	{ name: 'rest', label: 'RestClient' },
	{ name: 'web', label: 'WebClient' },
	{ name: 'failed', label: 'failed' }
]);

let upstreams = new Map();
let lastCounts;

// What the page was last drawn from; null while the endpoint cannot be read.
window.httppoolSnapshot = null;

wireTraffic();
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
	const [traffic, pools] = await Promise.allSettled([readTraffic(), readPools()]);
	const now = Date.now();
	showTraffic(traffic, now);
	showPools(pools, now);
	showOutcome(pools.reason, traffic.reason);
}

function showPools({ value: snapshot }, now) {
	window.httppoolSnapshot = snapshot ?? null;
	if (snapshot) {
		const { active = 0, idle = 0, connecting = 0, pending = 0 } = snapshot.totals ?? {};
		connections.add({ at: now, active, idle, connecting, pending });
		drawPools(snapshot, upstreams);
	}
	else {
		connections.add({ at: now, gap: true });
		clearPools();
	}
	connectionsPlot.draw(connections, now);
}

function showTraffic({ value: traffic }, now) {
	if (traffic) {
		upstreams = new Map(traffic.flows.map((flow) => [new URL(flow.uri).host, flow.upstream]));
		addRates(traffic.flows, now);
		drawTraffic(traffic);
	}
	else {
		lastCounts = undefined;
		calls.add({ at: now, gap: true });
		clearTraffic();
	}
	callsPlot.draw(calls, now);
}

// Counts become rates between two readings, so the first reading only sets the mark.
function addRates(flows, now) {
	const counts = {
		at: now,
		rest: sum(flows.filter(({ client }) => client === 'REST'), 'ok'),
		web: sum(flows.filter(({ client }) => client === 'WEB'), 'ok'),
		failed: sum(flows, 'failed'),
		clients: flows.map(({ client }) => client).join()
	};
	const last = lastCounts;
	lastCounts = counts;
	// A flow that changes its client takes its count along: no rate can be told from that.
	if (last?.clients === counts.clients) {
		calls.add({ at: now, ...Object.fromEntries(['rest', 'web', 'failed'].map((name) => [name, rate(last, counts, name)])) });
	}
}

const sum = (flows, name) => flows.reduce((total, flow) => total + flow.calls[name], 0);

const rate = (before, after, name) => Math.max(0, 1000 * (after[name] - before[name]) / (after.at - before.at));

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
