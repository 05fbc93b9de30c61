// How much of its limit a host uses. What is in use, ready and being opened are parts of the bar; leases held for too
// long are hatched. A full bar does not look like a healthy one.

import { element, setData } from './dom.js';

const PARTS = ['held', 'active', 'idle', 'connecting'];
const NEARLY_FULL = 0.85;

export function createBar() {
	return element('div', { 'class': 'hp-bar', role: 'img' }, ...PARTS.map((part) => element('i', { 'data-series': part })));
}

// host: figures of a host; held: how many of its active leases are held for too long
export function updateBar(bar, host, held = 0) {
	const figures = { ...host, held, active: Math.max(0, host.active - held) };
	[...bar.children].forEach((part) => part.style.width = `${share(figures[part.dataset.series], host.maxConnections)}%`);
	setData(bar, 'fill', fillOf(host));
	bar.setAttribute('aria-label', `${host.active} of ${host.maxConnections} in use, ${host.idle} idle, ${host.connecting} being opened`);
}

export function fillOf({ active, pending, maxConnections, connectFailures }) {
	if (connectFailures) {
		return 'unreachable';
	}
	if (active >= maxConnections) {
		return pending > 0 ? 'starved' : 'full';
	}
	return active >= NEARLY_FULL * maxConnections ? 'nearly-full' : 'free';
}

function share(part, whole) {
	return whole > 0 ? Math.min(100, 100 * (part ?? 0) / whole) : 0;
}
