// The demo around the view: reads the traffic and the state of the inventory once a second.

import '../httppool-view/httppool-view.js';
import { readInventory, readTraffic } from './api.js';
import { drawInventory, wireInventory } from './inventory.js';
import { wireLeaks } from './leaks.js';
import { drawTraffic, wireTraffic } from './traffic.js';

const PERIOD_MILLIS = 1000;

const view = document.querySelector('httppool-view');

wireTraffic();
wireInventory();
wireLeaks();
poll();

// While the application does not answer, the view says so; what stands here is then as old as what it shows.
async function poll() {
	const [traffic, inventory] = await Promise.allSettled([readTraffic(), readInventory()]);
	if (traffic.value) {
		view.names = new Map(traffic.value.flows.map(({ uri, upstream }) => [new URL(uri).host, upstream]));
		drawTraffic(traffic.value);
	}
	if (inventory.value) {
		drawInventory(inventory.value);
	}
	setTimeout(poll, PERIOD_MILLIS);
}
