// The flows: what they do, and the controls that change them.

import { burst, changeFlow, switchTraffic } from './api.js';
import { NOTHING, attempt, count, element, field, keyed, setText } from './dom.js';

const MAX_RATE = 500;
const COUNTS = ['inFlight', 'ok', 'failed', 'skipped', 'p50Millis', 'p99Millis'];

const CLIENTS = {
	REST: 'RestClient',
	WEB: 'WebClient',
	INVENTORY: 'InventoryService',
	PAYMENT: 'payment RestClient'
};

const startButton = document.getElementById('traffic-start');
const stopButton = document.getElementById('traffic-stop');
const burstCalls = document.getElementById('burst-calls');
const message = document.getElementById('traffic-message');
const rows = document.getElementById('flow-rows');

export function wireTraffic() {
	startButton.addEventListener('click', () => attempt(message, () => turn(true)));
	stopButton.addEventListener('click', () => attempt(message, () => turn(false)));
}

async function turn(on) {
	drawSwitch(await switchTraffic(on));
}

export function drawTraffic(traffic) {
	drawSwitch(traffic);
	const lines = traffic.flows.flatMap((flow) => [{ flow }, ...failureOf(flow)]);
	keyed(rows, lines, ({ flow, failure }) => failure ? `failure ${flow.name}` : flow.name, createLine, updateLine);
}

export function clearTraffic() {
	rows.querySelectorAll('td[data-field]').forEach((cell) => setText(cell, NOTHING));
	[startButton, stopButton].forEach((button) => button.disabled = false);
}

function drawSwitch({ running }) {
	startButton.disabled = running;
	stopButton.disabled = !running;
}

function failureOf(flow) {
	return flow.calls.lastFailure ? [{ flow, failure: flow.calls.lastFailure }] : [];
}

function createLine({ flow, failure }) {
	return failure ? createFailure(flow) : createFlow(flow);
}

function updateLine(line, { flow, failure }) {
	if (failure) {
		setText(field(line, 'lastFailure'), `Last failure at ${new Date(failure.at).toLocaleTimeString('en-GB')}: ${failure.message}`);
	}
	else {
		updateFlow(line, flow);
	}
}

function createFailure({ name }) {
	return element('tr', { 'data-failure-of': name }, element('td', { 'class': 'failure', colspan: 10, 'data-field': 'lastFailure' }));
}

function createFlow({ name }) {
	const line = element('tr', { 'data-flow': name });
	line.append(
		element('th', { scope: 'row' }, element('span', { 'data-field': 'name' }), element('small', { 'data-field': 'upstream' })),
		element('td', {}, clientChoice(name)),
		element('td', {}, rateControl(name)),
		element('td', {}, burstButton(name)),
		...COUNTS.map((name) => element('td', { 'class': 'num', 'data-field': name })));
	wireFlow(line, name);
	return line;
}

function clientChoice(flow) {
	return element('select', { 'data-control': 'client', 'aria-label': `Client of ${flow}` },
		...Object.entries(CLIENTS).map(([value, label]) => element('option', { value }, label)));
}

function rateControl(flow) {
	const range = { min: 0, max: MAX_RATE, 'aria-label': `Rate of ${flow}` };
	return element('div', { 'class': 'rate' },
		element('input', { type: 'range', 'data-control': 'slider', ...range }),
		element('input', { type: 'number', 'data-control': 'rate', ...range }));
}

function burstButton(flow) {
	return element('button', { type: 'button', 'data-control': 'burst', 'aria-label': `Burst on ${flow}` }, 'Burst');
}

const control = (line, name) => line.querySelector(`[data-control="${name}"]`);

function wireFlow(line, name) {
	const client = control(line, 'client');
	const slider = control(line, 'slider');
	const rate = control(line, 'rate');
	slider.addEventListener('input', () => edit(line, () => rate.value = slider.value));
	rate.addEventListener('input', () => edit(line, () => slider.value = rate.value));
	client.addEventListener('input', () => edit(line, () => {}));
	[client, slider, rate].forEach((changed) => changed.addEventListener('change',
		() => attempt(message, () => apply(line, name, rate.valueAsNumber, client.value))));
	control(line, 'burst').addEventListener('click', () => attempt(message, () => fire(name)));
}

// Until the change has arrived, what the server says is older than what the person chose.
function edit(line, mirror) {
	line.dataset.editing = 'true';
	mirror();
}

async function apply(line, name, rate, client) {
	try {
		await changeFlow(name, Number.isNaN(rate) ? null : rate, client);
	}
	finally {
		delete line.dataset.editing;
	}
}

async function fire(name) {
	const calls = burstCalls.valueAsNumber;
	const result = await burst(name, Number.isNaN(calls) ? null : calls);
	return `Burst on ${result.flow}: ${count(result.made)} calls made, ${count(result.skipped)} skipped.`;
}

function updateFlow(line, flow) {
	setText(field(line, 'name'), flow.name);
	setText(field(line, 'upstream'), flow.upstream === flow.name ? '' : flow.upstream);
	line.classList.toggle('with-failure', Boolean(flow.calls.lastFailure));
	COUNTS.forEach((name) => setText(field(line, name), name.endsWith('Millis') ? flow.calls[name]?.toFixed(1) : count(flow.calls[name])));
	if (!line.dataset.editing) {
		control(line, 'client').value = flow.client;
		control(line, 'slider').value = flow.rate;
		control(line, 'rate').value = flow.rate;
	}
}
