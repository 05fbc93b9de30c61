// The demo's own controls over HTTP. Paths are relative, so that a context path does no harm.

import { exchangeJson } from '../httppool-view/endpoint.js';

export const readTraffic = () => send('GET', 'traffic');

export const changeFlow = (flow, rate, client) => send('PUT', `traffic/${encodeURIComponent(flow)}`, { rate, client });

export const switchTraffic = (on) => send('POST', on ? 'traffic/start' : 'traffic/stop');

export const burst = (flow, calls) => send('POST', 'traffic/burst', { flow, calls });

export const readInventory = () => send('GET', 'upstreams/inventory');

export const switchInventory = (hanging) => send('POST', hanging ? 'upstreams/inventory/hang' : 'upstreams/inventory/recover');

export const readLeaks = () => send('GET', 'leaks');

export const leak = (kind, count) => send('POST', `leaks/${encodeURIComponent(kind)}?count=${count}`);

export const collectGarbage = () => send('POST', 'leaks/gc');

async function send(method, path, body) {
	const { response, answer } = await exchangeJson(method, path, body);
	if (!response.ok) {
		throw new Error(answer?.detail ?? answer?.message ?? `${method} ${path} answered ${response.status}`);
	}
	return answer;
}
